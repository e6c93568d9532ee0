namespace Parhelion.Client.Wire;

/// <summary>Creates the <see cref="HttpClient"/> and its handler, for the constructor and for <c>AddParhelionClient</c>.</summary>
internal static class HttpConnections
{
    public static HttpClient CreateClient() => Prepare(new HttpClient(new SendCounter(CreateHandler())));

    /// <summary>Disables the timeout of the <see cref="HttpClient"/>. <see cref="Transport"/> has its own, which depends on the call.</summary>
    public static HttpClient Prepare(HttpClient http)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
        return http;
    }

    // Follows no redirects: a POST must not become a GET, and credentials must not go to another host. MediaReader follows those of downloads.
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
