namespace Parhelion.Server.Purging;

/// <summary>Writes the log messages about cache purges (event ids 1500 to 1599). No message may contain a token or a media URL.</summary>
internal static partial class PurgeLogMessages
{
    [LoggerMessage(1501, LogLevel.Warning, "{Cache} cannot be purged. The server retries until the purge succeeds")]
    public static partial void CacheLost(this ILogger log, Exception fault, string cache);

    [LoggerMessage(1502, LogLevel.Information, "{Cache} can be purged again, after {Outage}")]
    public static partial void CacheFound(this ILogger log, string cache, TimeSpan outage);

    [LoggerMessage(1503, LogLevel.Warning, "{Cache} refused the purge of {Count} files. The server will retry")]
    public static partial void PurgeRefused(this ILogger log, Exception fault, string cache, int count);
}
