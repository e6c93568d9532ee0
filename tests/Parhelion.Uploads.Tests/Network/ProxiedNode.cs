using System.Net;
using System.Net.Sockets;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Uploads.Tests.Network;

/// <summary>A process of the server that gives clients the address of a proxy, and that the test reaches without it.</summary>
internal sealed class ProxiedNode : IAsyncDisposable
{
    private readonly ServerProcess process;

    private ProxiedNode(ServerProcess process, Uri url)
    {
        (this.process, Url) = (process, url);
        Client = new HttpClient { BaseAddress = url };
        Client.DefaultRequestHeaders.Authorization = process.Client.DefaultRequestHeaders.Authorization;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    public string AppId => process.AppId;

    /// <summary>A client with the key of the app.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts a node.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="start">Starts the process with more settings.</param>
    public static async Task<ProxiedNode> StartAsync(CuttingProxy proxy, Func<string[], Task<ServerProcess>> start)
    {
        // The server prints the address of the proxy, so the port is chosen here.
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        return new ProxiedNode(await start([$"PublicBaseUrl={proxy.Url.AbsoluteUri}", $"--urls={url.AbsoluteUri}"]), url);
    }

    /// <summary><c>kill -9</c>.</summary>
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await process.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
