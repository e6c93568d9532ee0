namespace Parhelion;

/// <summary>Progress of an upload. The client reports it at most every 100 ms, and once at the end with all bytes. A retry starts again at 0.</summary>
/// <param name="BytesSent">Bytes of the file passed to the network so far.</param>
/// <param name="TotalBytes">Length of the file in bytes; <c>null</c> if the source has no length.</param>
public readonly record struct UploadProgress(long BytesSent, long? TotalBytes);
