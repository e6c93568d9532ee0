namespace Parhelion.Server.RateLimiting;

/// <summary>
/// Endpoint metadata that marks routes whose requests the server does not count automatically for the rate limits. Among them are the routes of health checks
/// and metrics. The others are routes whose handler counts the requests itself.
/// </summary>
internal sealed class RateLimitOptOutMetadata
{
    public static readonly RateLimitOptOutMetadata Instance = new();

    private RateLimitOptOutMetadata()
    {
    }
}
