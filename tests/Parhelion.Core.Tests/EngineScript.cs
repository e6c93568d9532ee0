using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Parhelion.Tests;

/// <summary>A real engine, started by a script of eng/ in a folder of its own, on a free port.</summary>
internal sealed class EngineScript : IAsyncDisposable
{
    private readonly string script;
    private readonly string directory;
    private readonly (string Name, string Value)[] environment;

    private EngineScript(string script, string directory, int port, (string Name, string Value)[] environment)
    {
        this.script = script;
        this.directory = directory;
        Port = port;
        this.environment = [("PORT", $"{port}"), .. environment];
    }

    public int Port { get; }

    /// <summary>What the script has told at the start, by name.</summary>
    public IReadOnlyDictionary<string, string> Told { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Skips the running test where the engine cannot be started.</summary>
    public static void Require(string script)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") Engines.Missing($"eng/{script} runs as root on Debian.");
    }

    /// <summary>Starts an engine on a free port; skips the running test where it cannot be.</summary>
    public static Task<EngineScript> StartAsync(string script, params (string Name, string Value)[] environment) => StartAsync(script, FreePort(), environment);

    /// <summary>Starts an engine on a port that was chosen before.</summary>
    public static async Task<EngineScript> StartAsync(string script, int port, params (string Name, string Value)[] environment)
    {
        Require(script);
        var folder = Directory.CreateTempSubdirectory("parhelion-engine-").FullName;
        // The engine drops to a user of its own, who must be able to enter.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var engine = new EngineScript(script, folder, port, environment);
        await engine.StartAsync();
        return engine;
    }

    /// <summary>Starts it again.</summary>
    public async Task StartAsync()
    {
        var lines = await RunAsync("start");
        Told = lines.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal))
            .ToDictionary(line => line[..line.IndexOf('=', StringComparison.Ordinal)], line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('\''), StringComparer.Ordinal);
    }

    /// <summary>Stops it; what it has kept stays.</summary>
    public Task StopAsync() => RunAsync("stop");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<string> RunAsync(string command)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "eng", script))
        {
            ArgumentList = { command, directory },
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{await output}{await errors}");
        return await output;
    }
}
