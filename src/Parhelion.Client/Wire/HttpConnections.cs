namespace Parhelion.Client.Wire;

/// <summary>Connections as both front doors of the client have them.</summary>
internal static class HttpConnections
{
    public static HttpClient CreateClient() => Prepare(new HttpClient(CreateHandler()));

    /// <summary>Time limits are the transport's: it knows which calls move files.</summary>
    public static HttpClient Prepare(HttpClient http)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
        return http;
    }

    // No redirects: a POST must not turn into a GET, and credentials must not wander. Downloads follow them by themselves.
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
