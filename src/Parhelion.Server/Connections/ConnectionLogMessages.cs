namespace Parhelion.Server.Connections;

/// <summary>Writes the log messages about connections (event ids 2000 to 2099).</summary>
internal static partial class ConnectionLogMessages
{
    [LoggerMessage(2001, LogLevel.Warning, "All {Most} connections are in use: new ones wait, and the server closes the oldest idle ones (Limits:Connections)")]
    public static partial void ConnectionsAtLimit(this ILogger log, int most);

    [LoggerMessage(2002, LogLevel.Information, "Stopping: the server serves requests for {Seconds} s more, and /readyz answers 503. Send a second signal to skip this")]
    public static partial void Draining(this ILogger log, int seconds);

    [LoggerMessage(2003, LogLevel.Warning, "Stopping: {Count} connections were still busy after {Seconds} s and were closed")]
    public static partial void ConnectionsCut(this ILogger log, int count, int seconds);
}
