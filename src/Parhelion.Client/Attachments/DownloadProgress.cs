namespace Parhelion.Client;

/// <summary>How far a download is. Reported at most every 100 ms, and once with everything at the end.</summary>
/// <param name="BytesReceived">Bytes that were written to the destination.</param>
/// <param name="TotalBytes">Bytes that will be; <c>null</c> when the server does not tell.</param>
public readonly record struct DownloadProgress(long BytesReceived, long? TotalBytes);
