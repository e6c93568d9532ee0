namespace Parhelion;

/// <summary>Progress of a download. The client reports it at most every 100 ms, and once at the end with all bytes.</summary>
/// <param name="BytesReceived">Bytes written to the destination so far.</param>
/// <param name="TotalBytes">Bytes to download in all; <c>null</c> if the server does not send the length.</param>
public readonly record struct DownloadProgress(long BytesReceived, long? TotalBytes);
