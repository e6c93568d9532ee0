namespace Parhelion.Server.RateLimiting;

/// <summary>Endpoint metadata of routes whose requests <see cref="RequestRateLimiter.TryRoute"/> does not count for the rate limits. These are the routes
/// of health checks and metrics, and routes whose handler counts the requests itself.</summary>
internal sealed class UncountedRoute
{
    public static readonly UncountedRoute Instance = new();

    private UncountedRoute()
    {
    }
}
