using System.Diagnostics.Metrics;

namespace Parhelion.Server.RateLimiting;

/// <summary>The metric of the limits. Its label has one of nine values.</summary>
internal static class RateLimitMetrics
{
    private static readonly Meter Meter = new(ServerMetrics.MeterName);

    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("parhelion.rate_limit.refusals", "{request}", "Requests that a rate limit refused, by its policy.");

    public static void Count(string policy) => Refused.Add(1, new KeyValuePair<string, object?>("policy", policy));
}
