namespace Parhelion.Server.RateLimiting;

/// <summary>Endpoint metadata of routes whose requests the rate limits do not count before the handler runs: health checks, and routes whose handler counts the
/// requests itself.</summary>
internal sealed class UncountedRoute
{
    public static readonly UncountedRoute Instance = new();

    private UncountedRoute()
    {
    }
}
