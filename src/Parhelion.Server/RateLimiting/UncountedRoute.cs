namespace Parhelion.Server.RateLimiting;

/// <summary>Endpoint metadata of routes whose requests are not counted for the rate limits before the handler runs. These are health checks, and routes whose
/// handler counts the requests itself.</summary>
internal sealed class UncountedRoute
{
    public static readonly UncountedRoute Instance = new();

    private UncountedRoute()
    {
    }
}
