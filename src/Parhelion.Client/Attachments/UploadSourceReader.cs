namespace Parhelion.Client;

/// <summary>An <see cref="UploadSource"/> that was opened for one attempt.</summary>
internal sealed record UploadSourceReader(Stream Stream, long? Length, bool LeaveOpen);
