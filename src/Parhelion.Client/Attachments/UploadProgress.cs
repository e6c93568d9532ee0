namespace Parhelion;

/// <summary>Progress of an upload. The client reports it at most every 100 ms, and once at the end with all bytes. A retry of a
/// form starts again at 0. A resumable upload that is continued reports first how many bytes the server has, which may be fewer than reported
/// before.</summary>
/// <param name="BytesSent">Bytes of the file that the server has acknowledged, and those passed to the network since.</param>
/// <param name="TotalBytes">Length of the file in bytes; <c>null</c> if the source has no length.</param>
public readonly record struct UploadProgress(long BytesSent, long? TotalBytes);
