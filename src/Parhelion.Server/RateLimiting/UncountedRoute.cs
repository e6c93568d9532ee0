namespace Parhelion.Server.RateLimiting;

/// <summary>Metadata of routes that are not counted before their handler runs: health checks, and routes whose handler counts by itself.</summary>
internal sealed class UncountedRoute
{
    public static readonly UncountedRoute Instance = new();

    private UncountedRoute()
    {
    }
}
