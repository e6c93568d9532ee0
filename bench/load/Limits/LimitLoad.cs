using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Parhelion.BenchReport.Figures;
using Parhelion.BenchReport.Pages;
using Parhelion.Core.Blobs;
using Parhelion.Load.Peers;
using Parhelion.Load.Report;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Limits;

/// <summary>What the server needs: time to start, memory, and how that grows.</summary>
internal sealed class LimitLoad(Options options, Results results, string directory)
{
    private const double MB = 1_000_000;
    private const int Uploaders = 64;

    // Files that the load itself and the server need beside the connections.
    private const int SpareFiles = 500;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task RunAsync()
    {
        for (var round = 0; round < options.Rounds; round++)
        {
            await StartAsync();
            await MemoryAsync();
        }

        await new GrowthLoad(options, results, directory).RunAsync();
    }

    private async Task StartAsync()
    {
        var home = Scratch.New(directory, "start");
        foreach (var fact in new[] { FactNames.Start, FactNames.StartAgain })
        {
            var port = PeerProcess.FreePort();
            var watch = Stopwatch.StartNew();
            await using var server = ParhelionPeer.Launch(Path.Combine(home, "log"), port, Path.Combine(home, "data"), Durability.Full);
            while (!await AnswersAsync(port)) await WaitAsync(watch.Elapsed);
            Add(fact, watch.Elapsed.TotalSeconds);
        }

        Directory.Delete(home, recursive: true);
    }

    private static async Task WaitAsync(TimeSpan waited)
    {
        if (waited > Patience) throw new InvalidOperationException("The server does not answer.");
        await Task.Delay(2);
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var connection = new HttpConnection(port, CancellationToken.None);
        try
        {
            return (await connection.ExchangeAsync(Health(port), keep: false)).Status == 200;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private async Task MemoryAsync()
    {
        await using (var server = new ParhelionPeer(Durability.Full))
        {
            var idle = await IdleAsync(server);
            Add(FactNames.Idle, idle / MB);
            server.Tree.ResetPeak();
            var requests = await server.UploadsAsync(Sizes.Video, int.MaxValue);
            var outcome = await HttpLoad.RunAsync(server.Port, requests, Uploaders, options.Time);
            if (outcome.Fault is { } fault) results.Remark($"{FactNames.Uploading}: {fault}");
            else Add(FactNames.Uploading, (server.Tree.MemoryOfRoot("VmHWM") - idle) / MB);
        }

        await using (var server = new ParhelionPeer(Durability.Full)) await ConnectionsAsync(server);
    }

    private async Task ConnectionsAsync(ParhelionPeer server)
    {
        if (Machine.MostFiles < options.Connections + SpareFiles)
        {
            results.Remark($"{options.Connections} connections are not opened: a process may have {Machine.MostFiles} files open (ulimit -Hn).");
            return;
        }

        var idle = await IdleAsync(server);
        var sockets = new List<Socket>();
        for (var i = 0; i < options.Connections; i++) sockets.Add(await OpenAsync(server.Port));
        await Task.Delay(Settling);
        Add(FactNames.Connections, (server.Tree.MemoryOfRoot("VmRSS") - idle) / MB);
        foreach (var socket in sockets) socket.Dispose();
    }

    // A connection that has been used once, as those of keep-alive are.
    private static async Task<Socket> OpenAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.SendAsync(Health(port).Head);
        if (await socket.ReceiveAsync(new byte[4096]) == 0) throw new IOException("The server has closed a connection.");
        return socket;
    }

    private async Task<long> IdleAsync(ParhelionPeer server)
    {
        await server.StartAsync(directory);
        await Task.Delay(Settling);
        // Without the process that finds out which pictures the server can make: it ends after a minute.
        return server.Tree.MemoryOfRoot("VmRSS");
    }

    private void Add(string fact, double value)
    {
        results.Add(fact, value);
        Console.Error.WriteLine($"{fact}: {Numbers.Format(value)}");
    }

    private static Request Health(int port) =>
        new(System.Text.Encoding.ASCII.GetBytes($"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), [], [], 200);
}
