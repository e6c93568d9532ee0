using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Telemetry;

/// <summary>Listens on the addresses of <c>Metrics:Urls</c>, and serves nothing but <c>/metrics</c> there, to whoever can reach them. It is a server of its own, so
/// that the API is never served at these addresses, and its requests are not counted.</summary>
internal sealed class MetricsServer(MetricsSettings settings, PrometheusScrape scrape) : IHostedService
{
    private const int MaxConnections = 32;

    private WebApplication? app;

    /// <summary>The addresses that the server listens on, with their ports; empty before the start.</summary>
    public IReadOnlyList<string> Addresses => app is null ? [] : [.. app.Urls];

    /// <exception cref="SettingsException">The server cannot listen on an address.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Limit).UseUrls([.. settings.Urls.Select(url => url.GetLeftPart(UriPartial.Authority))]);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        app = builder.Build();
        app.Run(ServeAsync);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new SettingsException($"Parhelion:Metrics:Urls is '{string.Join(", ", settings.Urls.Select(url => url.OriginalString))}', which cannot be listened on: {ErrorText.Quote(e)}; choose other addresses.", e);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (app is null) return;
        await app.StopAsync(cancellationToken);
        await app.DisposeAsync();
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MaxRequestBodySize = 0;
    }

    private Task ServeAsync(HttpContext http)
    {
        if (http.Request.Path == PrometheusScrape.Path && HttpMethods.IsGet(http.Request.Method)) return scrape.InvokeAsync(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    // The lifetime of the console would react to signals, which are for the server itself.
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
