using Parhelion.Server.Configuration;

namespace Parhelion.Server.Telemetry;

/// <summary>
/// Serves <c>/metrics</c>, and nothing else, on the addresses of <c>Metrics:Urls</c>. Clients need no credentials. The metrics do not count requests to these
/// addresses.
/// </summary>
internal sealed class MetricsServer(MetricsSettings settings, PrometheusScrapeHandler scrape) : IHostedService
{
    private readonly AdditionalHttpServer server = new(MetricsSettings.UrlsName, settings.Urls) { MaxConnections = 32, MaxBodyBytes = 0 };

    /// <summary>The addresses that the server listens on, with their ports; empty before the start.</summary>
    public IReadOnlyList<string> Addresses => server.Addresses;

    /// <exception cref="OperatorErrorException">The server cannot listen on an address.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => server.StartAsync(ServeAsync, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    private Task ServeAsync(HttpContext http)
    {
        if (http.Request.Path == PrometheusScrapeHandler.Path && HttpMethods.IsGet(http.Request.Method)) return scrape.InvokeAsync(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
