namespace Parhelion.Server.RateLimiting;

/// <summary>Writes the log messages about rate limits (event ids 2301 to 2399).</summary>
internal static partial class RateLimitLogMessages
{
    [LoggerMessage(2301, LogLevel.Information, "The rate limit {Policy} ({Quota} per minute) refuses requests with 429. This is logged once a minute")]
    public static partial void RequestsRefused(this ILogger log, string policy, int quota);
}
