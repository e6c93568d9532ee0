namespace Parhelion.Server.Connections;

/// <summary>Events 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Warning, "All {Most} connections are in use: the oldest that are silent are closed after their answer, and new ones wait (Limits:Connections)")]
    public static partial void ConnectionsAtLimit(this ILogger log, int most);

    [LoggerMessage(2002, LogLevel.Information, "Stopping: /readyz answers 503 and requests go on for {Seconds} s; a second signal ends that at once")]
    public static partial void Draining(this ILogger log, int seconds);

    [LoggerMessage(2003, LogLevel.Warning, "Stopping: {Count} connections were still busy after {Seconds} s and are closed")]
    public static partial void ConnectionsCut(this ILogger log, int count, int seconds);
}
