namespace Parhelion.Server.Purging;

/// <summary>The HTTP method <c>PURGE</c>, which nginx and Varnish can be configured to accept. No RFC defines it.</summary>
internal static class PurgeHttpMethod
{
    public static readonly HttpMethod Purge = new("PURGE");
}
