using System.Diagnostics.Metrics;
using Parhelion.Core.Telemetry;

namespace Parhelion.Server.RateLimiting;

/// <summary>Counts the requests that each of the nine rate limits has refused. The label <c>policy</c> of the metric is the name of the limit.</summary>
internal sealed class RateLimitMetrics(IMeterFactory meters)
{
    private static readonly string[] Policies =
    [
        "key-reads", "key-writes", "key-uploads", "address-reads", "address-writes", "address-uploads", "link-uploads", "address-media", "address-wrong-credentials",
    ];

    private readonly LabeledCounter refused = new(
        ParhelionMeter.Of(meters), "parhelion.rate_limit.refusals", "{request}", "Requests that a rate limit refused, by its policy.", "policy", Policies);

    /// <summary>Counts a refusal.</summary>
    /// <param name="policy">The name of the limit, as in <see cref="RateLimitRule.Policy"/>.</param>
    public void Count(string policy) => refused.Add(Array.IndexOf(Policies, policy));
}
