namespace Parhelion;

/// <summary>An uploaded file.</summary>
/// <param name="MediaUrl">URL of the file, and the only way to refer to it. Opaque: do not parse or construct it.</param>
/// <param name="MediaType">Media type that the server detected from the bytes.</param>
public sealed record Attachment(string MediaUrl, string MediaType);
