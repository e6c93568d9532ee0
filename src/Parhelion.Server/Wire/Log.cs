namespace Parhelion.Server.Wire;

/// <summary>Events 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Debug, "The client left before its answer")]
    public static partial void ClientLeft(this ILogger log);

    [LoggerMessage(1002, LogLevel.Error, "The disk is full; uploads are refused until there is space")]
    public static partial void DiskFull(this ILogger log, Exception fault);

    [LoggerMessage(1003, LogLevel.Error, "A store failed")]
    public static partial void StoreFailed(this ILogger log, Exception fault);

    [LoggerMessage(1006, LogLevel.Error, "No further file can be opened; requests are refused until others have ended (Limits:Connections, LimitNOFILE)")]
    public static partial void OutOfFiles(this ILogger log, Exception fault);

    [LoggerMessage(1007, LogLevel.Warning, "More files are asked for at once than are read from the blob store; requests are refused until others have ended (Blobs:S3:Reads, a quarter of it for one address)")]
    public static partial void TooManyReads(this ILogger log);

    [LoggerMessage(1004, LogLevel.Error, "Unhandled fault")]
    public static partial void Unhandled(this ILogger log, Exception fault);

    [LoggerMessage(1005, LogLevel.Debug, "The body of the request cannot be read")]
    public static partial void BodyUnreadable(this ILogger log, Exception fault);
}
