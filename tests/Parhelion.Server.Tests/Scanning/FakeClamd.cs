using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parhelion.Server.Tests.Scanning;

/// <summary>Speaks like clamd, and misbehaves as a test wants.</summary>
internal sealed class FakeClamd : IAsyncDisposable
{
    private readonly ConcurrentBag<byte[]> files = [];
    private readonly int port;
    private CancellationTokenSource end = new();
    private TcpListener listener;
    private long received;
    private int open;
    private int mostOpen;

    public FakeClamd()
    {
        listener = Listen(0);
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public string Address => $"tcp://127.0.0.1:{port}";

    /// <summary>The files that have come whole.</summary>
    public IReadOnlyCollection<byte[]> Files => files;

    /// <summary>Bytes of files that have come.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>The largest number of scans at the same time.</summary>
    public int MostOpen => Volatile.Read(ref mostOpen);

    /// <summary>What happens instead of reading a file; <c>null</c>: it is read. Called after the command.</summary>
    public Func<NetworkStream, CancellationToken, Task>? Instead { get; set; }

    /// <summary>What is answered to a file that has come whole.</summary>
    public Func<byte[], string> Answer { get; set; } = file => file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Malware.Mark)) >= 0 ? "stream: Local.Test FOUND" : "stream: OK";

    /// <summary>Waits before each answer.</summary>
    public Func<CancellationToken, Task> Pause { get; set; } = _ => Task.CompletedTask;

    /// <summary>Stops listening, and closes all connections.</summary>
    public async Task StopAsync()
    {
        await end.CancelAsync();
        listener.Dispose();
    }

    /// <summary>Listens again.</summary>
    public void Restart()
    {
        end = new CancellationTokenSource();
        listener = Listen(port);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        end.Dispose();
    }

    /// <summary>Never answers.</summary>
    public static Task HangAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    private TcpListener Listen(int on)
    {
        var started = new TcpListener(IPAddress.Loopback, on);
        started.Start();
        _ = AcceptAsync(started, end.Token);
        return started;
    }

    private async Task AcceptAsync(TcpListener from, CancellationToken cancellationToken)
    {
        try
        {
            while (true) _ = ServeAsync(await from.AcceptSocketAsync(cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (await ReadCommandAsync(stream, cancellationToken) == "zPING") await SayAsync(stream, "PONG", cancellationToken);
            else await ScanAsync(stream, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // One of the two has gone.
        }
    }

    private async Task ScanAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var now = Interlocked.Increment(ref open);
        for (var most = MostOpen; now > most && Interlocked.CompareExchange(ref mostOpen, now, most) != most; most = MostOpen)
        {
        }

        string? answer;
        try
        {
            answer = await AnswerAsync(stream, cancellationToken);
        }
        finally
        {
            // Before the answer: the next scan may come at once.
            Interlocked.Decrement(ref open);
        }

        if (answer is not null) await SayAsync(stream, answer, cancellationToken);
    }

    private async Task<string?> AnswerAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        if (Instead is { } instead)
        {
            await instead(stream, cancellationToken);
            return null;
        }

        var file = await ReadFileAsync(stream, cancellationToken);
        files.Add(file);
        await Pause(cancellationToken);
        return Answer(file);
    }

    private static async Task<string> ReadCommandAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var command = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            if (one[0] == 0) return command.ToString();
            command.Append((char)one[0]);
        }
    }

    private async Task<byte[]> ReadFileAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var file = new MemoryStream();
        var length = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(length, cancellationToken);
            var count = BinaryPrimitives.ReadInt32BigEndian(length);
            if (count == 0) return file.ToArray();
            var chunk = new byte[count];
            await stream.ReadExactlyAsync(chunk, cancellationToken);
            file.Write(chunk);
            Interlocked.Add(ref received, count);
        }
    }

    private static async Task SayAsync(NetworkStream stream, string answer, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\0"), cancellationToken);
}
