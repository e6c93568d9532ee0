namespace Parhelion.Server.RateLimiting;

/// <summary>Log messages about rate limits: events 2301 to 2399.</summary>
internal static partial class Log
{
    [LoggerMessage(2301, LogLevel.Information, "Requests are refused with 429 by the limit {Policy}: {Quota} a minute. This is logged once a minute")]
    public static partial void RequestsRefused(this ILogger log, string policy, int quota);
}
