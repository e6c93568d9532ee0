using System.Net;
using System.Net.Sockets;

namespace Parhelion.S3.Tests;

/// <summary>Stands between client and store, on a port of its own.</summary>
internal abstract class StoreProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    protected StoreProxy(Uri store)
    {
        Store = store;
        listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    /// <summary>Where the client is to ask.</summary>
    public Uri Url { get; }

    protected Uri Store { get; }

    /// <summary>Ends with the test.</summary>
    protected CancellationToken Stop => stop.Token;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    /// <summary>Serves one connection of the client.</summary>
    protected abstract Task ServeAsync(NetworkStream client);

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = HandleAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException && stop.IsCancellationRequested)
        {
            // The end of the test. What is stopped between two connections does not listen any more.
        }
    }

    private async Task HandleAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await ServeAsync(client.GetStream());
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One of the two has gone: so does the other.
            }
        }
    }
}
