namespace Parhelion.Server.Purging;

/// <summary>The HTTP method <c>PURGE</c>, which tells a cache to drop a file. No RFC defines this method; nginx and Varnish can be configured to accept
/// it.</summary>
internal static class PurgeHttpMethod
{
    public static readonly HttpMethod Purge = new("PURGE");
}
