namespace Parhelion.Server.RateLimiting;

/// <summary>Endpoint metadata that marks routes whose requests are not counted for the rate limits. These are the routes of health checks and metrics, and
/// routes whose handler counts the requests itself.</summary>
internal sealed class RateLimitOptOutMetadata
{
    public static readonly RateLimitOptOutMetadata Instance = new();

    private RateLimitOptOutMetadata()
    {
    }
}
