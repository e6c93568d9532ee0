using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>A network between a client and a server that breaks connections: after a number of bytes, or at a moment that a test chooses. What it has
/// taken from the client reaches the server.</summary>
internal sealed partial class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<long> acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task accepting;
    private CancellationTokenSource drop = new();
    private Uri? target;
    private long sent;

    public CuttingProxy()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>The server. It may change, as when it starts again on another port.</summary>
    public Uri? Target
    {
        get => target;
        set => target = value?.Port != Url.Port ? value : throw new ArgumentException("The proxy must not connect to itself.", nameof(value));
    }

    /// <summary>Number of bytes from the client after which each connection is cut; <c>null</c> for never.</summary>
    public long? CutAfter { get; init; }

    /// <summary>Number of bytes, all connections together, after which the client is made to wait; <c>null</c> for never.</summary>
    public long? HoldAt { get; set; }

    /// <summary>Completes when the client waits.</summary>
    public Task Held => held.Task;

    /// <summary>The first offset above 0 that the server told, also in an interim response while it received.</summary>
    public Task<long> Acknowledged => acknowledged.Task;

    /// <summary>Number of bytes that the clients have sent.</summary>
    public long Sent => Volatile.Read(ref sent);

    /// <summary>Starts a server whose public address is that of the proxy, so that the URLs of uploads lead through it.</summary>
    public async Task<ParhelionServer> StartServerAsync()
    {
        ParhelionServerOptions? settings = null;
        var server = await ParhelionServer.StartAsync(options => settings = options);
        Target = server.Url;
        settings!.Settings["PublicBaseUrl"] = Url.AbsoluteUri;
        await server.RestartAsync();
        return server;
    }

    /// <summary>Breaks all connections.</summary>
    public void Drop()
    {
        HoldAt = null;
        Interlocked.Exchange(ref drop, new CancellationTokenSource()).Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting;
        end.Dispose();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true) connections.Add(RelayAsync(await listener.AcceptTcpClientAsync(end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }

        await Task.WhenAll(connections);
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end.Token, drop.Token);
        try
        {
            await far.ConnectAsync(Target!.Host, Target.Port, stop.Token);
            var (here, there) = (near.GetStream(), far.GetStream());
            var back = DownAsync(there, here, stop.Token);
            var up = UpAsync(here, there, stop.Token);
            await Task.WhenAny(up, back);
            near.Close();
            // The server does not notice that a network has broken. It notices that a client has closed the connection.
            var isCut = up.IsCompletedSuccessfully && await up;
            if (!isCut) far.Client.Shutdown(SocketShutdown.Send);
            await there.CopyToAsync(Stream.Null, stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One side has gone.
        }
    }

    private async Task DownAsync(NetworkStream far, NetworkStream near, CancellationToken stop)
    {
        var buffer = new byte[16 * 1024];
        while (await far.ReadAsync(buffer, stop) is > 0 and var read)
        {
            if (Offset().Match(Encoding.Latin1.GetString(buffer, 0, read)) is { Success: true } told) acknowledged.TrySetResult(long.Parse(told.Groups["bytes"].Value, CultureInfo.InvariantCulture));
            await near.WriteAsync(buffer.AsMemory(0, read), stop);
        }
    }

    [GeneratedRegex(@"Upload-Offset: (?<bytes>[1-9][0-9]*)\r\n", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Offset();

    // Whether the connection was cut; otherwise the client has closed it.
    private async Task<bool> UpAsync(NetworkStream near, NetworkStream far, CancellationToken stop)
    {
        var buffer = new byte[16 * 1024];
        for (long count = 0; count < (CutAfter ?? long.MaxValue);)
        {
            if (Sent >= HoldAt)
            {
                held.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            }

            var read = await near.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, (CutAfter ?? long.MaxValue) - count)), stop);
            if (read == 0) return false;
            await far.WriteAsync(buffer.AsMemory(0, read), stop);
            count += read;
            Interlocked.Add(ref sent, read);
        }

        return true;
    }
}
