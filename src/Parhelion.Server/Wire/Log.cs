namespace Parhelion.Server.Wire;

/// <summary>Writes the log messages about requests that fail (event ids 1000 to 1099).</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Debug, "The client left before the response")]
    public static partial void ClientLeft(this ILogger log);

    [LoggerMessage(1002, LogLevel.Error, "The disk is full; uploads are refused until there is space")]
    public static partial void DiskFull(this ILogger log, Exception fault);

    [LoggerMessage(1003, LogLevel.Error, "A store failed")]
    public static partial void StoreFailed(this ILogger log, Exception fault);

    [LoggerMessage(1006, LogLevel.Error, "No further file can be opened; requests are refused until others have ended (Limits:Connections, LimitNOFILE)")]
    public static partial void OutOfFiles(this ILogger log, Exception fault);

    [LoggerMessage(1007, LogLevel.Warning, "Too many reads of the blob store run at the same time (limit: Blobs:S3:Reads, a quarter of it for one address); requests are refused until others have ended")]
    public static partial void TooManyReads(this ILogger log);

    [LoggerMessage(1004, LogLevel.Error, "Unhandled exception")]
    public static partial void Unhandled(this ILogger log, Exception fault);

    [LoggerMessage(1005, LogLevel.Debug, "The body of the request cannot be read")]
    public static partial void BodyUnreadable(this ILogger log, Exception fault);
}
