namespace Parhelion.Server.RateLimiting;

/// <summary>Endpoint metadata of routes whose requests <see cref="RequestRateLimiter.TryRoute"/> does not count for the rate limits. These are the routes
/// of health checks and metrics, and routes whose handler counts the requests itself.</summary>
internal sealed class RateLimitOptOutMetadata
{
    public static readonly RateLimitOptOutMetadata Instance = new();

    private RateLimitOptOutMetadata()
    {
    }
}
