namespace Parhelion.Server.RateLimiting;

/// <summary>Defines one rate limit: its name, its quota and the text of its refusals.</summary>
/// <param name="Policy">The name of the limit in header fields, logs and metrics.</param>
/// <param name="Quota">The maximum number of requests per minute.</param>
/// <param name="Refusal">The title of the error in a refusal.</param>
internal sealed record RateLimitRule(string Policy, int Quota, string Refusal)
{
    /// <summary>The time in which the quota is given out.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
}
