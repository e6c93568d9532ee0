using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Parhelion.Server.Configuration;

/// <summary>
/// Runs a separate HTTP server for the metrics or for the web console. This server has its own addresses, and does not serve the API. While it runs, the
/// addresses of the API do not serve its content.
/// </summary>
/// <param name="setting">Name of the setting with the addresses, for error messages.</param>
/// <param name="urls">The addresses: <c>http://</c> with a port.</param>
internal sealed class AdditionalHttpServer(string setting, IReadOnlyList<Uri> urls)
{
    private WebApplication? app;

    /// <summary>The most connections at a time.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>The longest body of a request in bytes.</summary>
    public required long MaxBodyBytes { get; init; }

    /// <summary>The addresses that the server listens on, with their ports; empty before the start.</summary>
    public IReadOnlyList<string> Addresses => app is null ? [] : [.. app.Urls];

    /// <summary>Reads a setting with such addresses.</summary>
    public static IReadOnlyList<Uri> Read(SettingsReader reader, string name, int examplePort)
    {
        var urls = reader.Urls(name);
        foreach (var url in urls.Where(url => url.Scheme != Uri.UriSchemeHttp || url.AbsolutePath != "/"))
        {
            reader.Add($"Parhelion:{name} is '{url.OriginalString}'; it must be http://, an address and a port, such as http://127.0.0.1:{examplePort}.");
        }

        return urls;
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="OperatorErrorException">The server cannot listen on an address.</exception>
    public async Task StartAsync(RequestDelegate serve, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Limit).UseUrls([.. urls.Select(url => url.GetLeftPart(UriPartial.Authority))]);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        app = builder.Build();
        app.Run(serve);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new OperatorErrorException($"Parhelion:{setting} is '{string.Join(", ", urls.Select(url => url.OriginalString))}', which cannot be listened on: {ExceptionText.Quote(e)}; choose other addresses.", e);
        }
    }

    /// <summary>Stops to listen.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (app is null) return;
        await app.StopAsync(cancellationToken);
        await app.DisposeAsync();
    }

    private void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
    }

    // The lifetime of the console would react to signals, which are for the server itself.
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
