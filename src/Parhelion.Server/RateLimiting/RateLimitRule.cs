namespace Parhelion.Server.RateLimiting;

/// <summary>What a limit allows.</summary>
/// <param name="Policy">The name of the limit in header fields, logs and metrics.</param>
/// <param name="Quota">Requests a minute.</param>
/// <param name="Refusal">What a refusal says.</param>
internal sealed record RateLimitRule(string Policy, int Quota, string Refusal)
{
    /// <summary>The time in which the quota is given out.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
}
