using Parhelion.Server.Configuration;

namespace Parhelion.Server.Telemetry;

/// <summary>Listens on the addresses of <c>Metrics:Urls</c>, and serves nothing but <c>/metrics</c> there, to whoever can reach them. Its requests are not
/// counted.</summary>
internal sealed class MetricsServer(MetricsSettings settings, PrometheusScrape scrape) : IHostedService
{
    private readonly SeparateServer server = new(MetricsSettings.UrlsName, settings.Urls) { MaxConnections = 32, MaxBodyBytes = 0 };

    /// <summary>The addresses that the server listens on, with their ports; empty before the start.</summary>
    public IReadOnlyList<string> Addresses => server.Addresses;

    /// <exception cref="SettingsException">The server cannot listen on an address.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => server.StartAsync(ServeAsync, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    private Task ServeAsync(HttpContext http)
    {
        if (http.Request.Path == PrometheusScrape.Path && HttpMethods.IsGet(http.Request.Method)) return scrape.InvokeAsync(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
