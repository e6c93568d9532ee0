using System.Globalization;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.RateLimiting;

/// <summary>
/// Enforces one rate limit, such as the limit on uploads with one API key. Refuses requests beyond the limit with status 429. Writes the state of the limit
/// into the response headers <c>RateLimit</c> and <c>RateLimit-Policy</c>.
/// </summary>
/// <remarks>The headers follow draft-ietf-httpapi-ratelimit-headers, and are structured fields.</remarks>
internal sealed class RateLimitEnforcer(RateLimitRule rule, TokenBuckets buckets, RateLimitMetrics metrics, TimeProvider clock, ILogger log) : IDisposable
{
    private const string StateField = "RateLimit";
    private const string PolicyField = "RateLimit-Policy";

    private readonly LogThrottle throttle = new(TimeSpan.FromMinutes(1), clock);
    private readonly string policyItem = string.Create(CultureInfo.InvariantCulture, $"\"{rule.Policy}\";q={rule.Quota};w={(int)RateLimitRule.Window.TotalSeconds}");

    /// <summary>What a refusal says.</summary>
    public Problem Refusal { get; } = Problems.TooManyRequests(rule.Refusal);

    /// <summary>Counts a request.</summary>
    /// <param name="http">The request. If it is refused, its response gets the status, and the feature <see cref="Problem"/> says why.</param>
    /// <param name="name">The key, link or address.</param>
    /// <param name="tellsAlways">Whether the response has the header fields also if the request may be served.</param>
    /// <returns>Whether the request may be served.</returns>
    public bool TryTake(HttpContext http, string name, bool tellsAlways = true)
    {
        using var lease = buckets.Take(name);
        if (lease.IsAcquired && !tellsAlways) return true;
        var headers = http.Response.Headers;
        // The draft has whole seconds only. Too short a wait would lead to a second refusal.
        var seconds = (long)Math.Ceiling(lease.Wait.TotalSeconds);
        Append(headers, PolicyField, policyItem);
        Append(headers, StateField, string.Create(CultureInfo.InvariantCulture, $"\"{rule.Policy}\";r={lease.Remaining};t={seconds}"));
        if (lease.IsAcquired) return true;
        headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        http.Response.StatusCode = Refusal.Status;
        http.Features.Set(Refusal);
        NoteRefusal();
        return false;
    }

    public void Dispose() => buckets.Dispose();

    private static void Append(IHeaderDictionary headers, string name, string item) =>
        headers[name] = headers.TryGetValue(name, out var earlier) ? $"{earlier}, {item}" : item;

    private void NoteRefusal()
    {
        metrics.Count(rule.Policy);
        if (throttle.IsDue()) log.RequestsRefused(rule.Policy, rule.Quota);
    }
}
