using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Parhelion.Load.Peers;

/// <summary>A server as a process of its own, on a core of its own where there are two. What it says goes into a file.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly ConcurrentDictionary<int, Process> Running = [];

    private readonly Process process;
    private readonly string log;

    private PeerProcess(Process process, string log)
    {
        this.process = process;
        this.log = log;
        Tree = new ProcessTree(process.Id);
        Running[process.Id] = process;
    }

    public ProcessTree Tree { get; }

    /// <summary>Starts a command without waiting for it.</summary>
    public static PeerProcess Start(string log, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        // The shell becomes the server: it only sees to the log, so that nobody has to read a pipe while the server is measured.
        // It works where its data is, as a unit of systemd does.
        var start = new ProcessStartInfo("sh")
        {
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(log),
            ArgumentList = { "-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", log },
        };
        if (Machine.HasCoreForServer)
        {
            foreach (var word in new[] { "taskset", "-c", "0" }) start.ArgumentList.Add(word);
        }

        foreach (var word in command) start.ArgumentList.Add(word);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new PeerProcess(Process.Start(start)!, log);
    }

    /// <summary>Ends all that run, at once: the bench itself is told to end.</summary>
    public static void KillAll()
    {
        foreach (var running in Running.Values)
        {
            running.Kill(entireProcessTree: true);
            running.WaitForExit();
        }
    }

    /// <summary>Waits until somebody listens on a port.</summary>
    public async Task ListeningAsync(int port)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited || watch.Elapsed > Patience) throw new InvalidOperationException($"The server does not listen: {await File.ReadAllTextAsync(log)}");
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>What a command says, trimmed; <c>null</c> when there is no such command.</summary>
    public static string? Ask(string command, params string[] arguments)
    {
        try
        {
            using var asked = Process.Start(
                new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = asked.StandardError.ReadToEndAsync();
            var output = asked.StandardOutput.ReadToEnd();
            asked.WaitForExit();
            return (output + errors.GetAwaiter().GetResult()).Trim();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Whether there is such a command.</summary>
    public static bool Has(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, command)));

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>The first of 25 ports that nobody listens on, below those that the system gives to others: engines take some of those that follow.</summary>
    public static int FreePorts()
    {
        const int Count = 25;
        while (true)
        {
            var first = 10_000 + (Random.Shared.Next(800) * Count);
            if (Enumerable.Range(first, Count).All(IsFree)) return first;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>SIGTERM, and SIGKILL to whoever does not listen to it.</summary>
    public async ValueTask DisposeAsync()
    {
        Ask("kill", "-TERM", $"{process.Id}");
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        Running.TryRemove(process.Id, out _);
        process.Dispose();
    }
}
