namespace Parhelion.Client;

/// <summary>How far an upload is. Reported at most every 100 ms, and once with everything at the end; begins again from 0 when it is repeated.</summary>
/// <param name="BytesSent">Bytes of the file that were handed to the network.</param>
/// <param name="TotalBytes">Bytes of the file; <c>null</c> when the source cannot tell.</param>
public readonly record struct UploadProgress(long BytesSent, long? TotalBytes);
