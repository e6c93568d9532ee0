namespace Parhelion.Server.RateLimiting;

/// <summary>Endpoint metadata that marks a route: <see cref="RequestRateLimiter.TryRoute"/> does not count the requests to this route for the rate limits.
/// The metadata is on the routes of health checks and metrics, and on routes whose handler counts the requests itself.</summary>
internal sealed class RateLimitOptOutMetadata
{
    public static readonly RateLimitOptOutMetadata Instance = new();

    private RateLimitOptOutMetadata()
    {
    }
}
