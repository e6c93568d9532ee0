namespace Parhelion.Server.Wire;

/// <summary>Writes the log messages about requests that fail (event ids 1000 to 1099).</summary>
internal static partial class WireLogMessages
{
    [LoggerMessage(1001, LogLevel.Debug, "The client disconnected before the response")]
    public static partial void ClientLeft(this ILogger log);

    [LoggerMessage(1002, LogLevel.Error, "The disk is full. Uploads are refused until there is free space")]
    public static partial void DiskFull(this ILogger log, Exception fault);

    [LoggerMessage(1003, LogLevel.Error, "The database or the blob store failed")]
    public static partial void StoreFailed(this ILogger log, Exception fault);

    [LoggerMessage(1006, LogLevel.Error, "The process has reached its limit of open files. Requests are refused until others end (Limits:Connections, LimitNOFILE)")]
    public static partial void OutOfFiles(this ILogger log, Exception fault);

    [LoggerMessage(1007, LogLevel.Warning, "Too many concurrent reads of the blob store (limit: Blobs:S3:Reads; one address may use a quarter of it). Requests are refused until others end")]
    public static partial void TooManyReads(this ILogger log);

    [LoggerMessage(1004, LogLevel.Error, "Unhandled exception")]
    public static partial void Unhandled(this ILogger log, Exception fault);

    [LoggerMessage(1005, LogLevel.Debug, "The body of the request cannot be read")]
    public static partial void BodyUnreadable(this ILogger log, Exception fault);
}
