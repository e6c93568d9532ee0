using System.Net;
using System.Net.Sockets;

namespace Parhelion.Uploads.Tests.Network;

/// <summary>A proxy of TCP between clients and the server. It cuts each connection after a number of bytes of the client, and counts all bytes that
/// clients send. With several targets, connections go to one after the other, as by a load balancer.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    // Small, so that few bytes are between the client and the proxy when a connection is cut. The system takes twice as much.
    private const int WindowSize = 16 * 1024;
    private const int BufferSize = 64 * 1024;
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = WindowSize };
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private (long At, Func<Task> Action)? pause;
    private long received;
    private int cuts;
    private int turn;

    public CuttingProxy()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}");
        accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public Uri Url { get; }

    /// <summary>The nodes of the server.</summary>
    public IReadOnlyList<Uri> Targets { get; set; } = [];

    /// <summary>After how many bytes of a client its connection is cut; <c>null</c>: never.</summary>
    public long? CutAfter { get; set; }

    public CutMode Mode { get; set; }

    /// <summary>Bytes that clients have sent, headers and what was never passed on among them.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>How many connections were cut.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>Counts from zero, and cuts nothing until it is told to.</summary>
    public void Reset()
    {
        (CutAfter, Mode, pause) = (null, CutMode.Finish, null);
        Interlocked.Exchange(ref received, 0);
        Interlocked.Exchange(ref cuts, 0);
    }

    /// <summary>Takes nothing more from a connection when clients have sent so many bytes, does something, and then cuts the connection. Happens once.</summary>
    public void PauseAt(long bytes, Func<Task> action) => pause = (bytes, action);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ServeAsync(await listener.AcceptAsync(stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var node = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = BufferSize };
        client.NoDelay = true;
        try
        {
            var target = Targets[(int)((uint)Interlocked.Increment(ref turn) % Targets.Count)];
            await node.ConnectAsync(IPAddress.Loopback, target.Port, stop.Token);
            var answers = AnswerAsync(node, client);
            if (await ForwardAsync(client, node)) Cut(client, node);
            else node.Shutdown(SocketShutdown.Send);
            await answers.WaitAsync(CloseLimit, stop.Token);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or TimeoutException)
        {
            // One of the two has gone, or the test has ended.
        }
        finally
        {
            client.Dispose();
        }
    }

    // Returns whether the connection is to be cut.
    private async Task<bool> ForwardAsync(Socket client, Socket node)
    {
        var buffer = new byte[BufferSize];
        for (var forwarded = 0L; await client.ReceiveAsync(buffer, stop.Token) is > 0 and var read;)
        {
            var all = Interlocked.Add(ref received, read);
            var count = (int)Math.Min(read, (CutAfter ?? long.MaxValue) - forwarded);
            for (var sent = 0; sent < count;) sent += await node.SendAsync(buffer.AsMemory(sent, count - sent), stop.Token);
            forwarded += count;
            if (pause is { } due && all >= due.At)
            {
                pause = null;
                await due.Action();
                return true;
            }

            if (forwarded >= CutAfter) return true;
        }

        return false;
    }

    private void Cut(Socket client, Socket node)
    {
        Interlocked.Increment(ref cuts);
        CountRest(client);
        if (Mode == CutMode.Reset)
        {
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        client.Dispose();
        node.Shutdown(SocketShutdown.Send);
    }

    // What has crossed the network and is thrown away. Not what the client could send only because this makes room for it.
    private void CountRest(Socket client)
    {
        var rest = new byte[BufferSize];
        for (var left = client.Available; left > 0;)
        {
            var read = client.Receive(rest.AsSpan(0, Math.Min(left, rest.Length)));
            Interlocked.Add(ref received, read);
            left -= read;
        }
    }

    private async Task AnswerAsync(Socket node, Socket client)
    {
        var buffer = new byte[BufferSize];
        try
        {
            // To the end, also when the client is gone: what is closed with unread bytes is reset.
            while (await node.ReceiveAsync(buffer, stop.Token) is > 0 and var read) await TrySendAsync(client, buffer.AsMemory(0, read));
            client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the two has gone.
        }
    }

    private async Task TrySendAsync(Socket client, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0) bytes = bytes[await client.SendAsync(bytes, stop.Token)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client is gone.
        }
    }
}
