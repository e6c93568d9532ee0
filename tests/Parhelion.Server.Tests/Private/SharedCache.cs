using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Private;

/// <summary>A real cache in front of a server, started by a script of eng/.</summary>
internal sealed class SharedCache : IAsyncDisposable
{
    private readonly string script;
    private readonly string directory;
    private readonly (string Name, string Value)[] environment;

    private SharedCache(string script, string directory, Uri url, params (string Name, string Value)[] environment) =>
        (this.script, this.directory, Url, this.environment) = (script, directory, url, environment);

    public Uri Url { get; }

    public static Task<SharedCache> StartAsync(string script, Uri origin, string pass = "yes") => StartAsync(script, FreeUrl(), origin, ("PASS", pass));

    /// <summary>Starts one at an address that was chosen before.</summary>
    public static async Task<SharedCache> StartAsync(string script, Uri url, Uri origin, params (string Name, string Value)[] environment)
    {
        Require(script);
        var folder = Directory.CreateTempSubdirectory("parhelion-cache-").FullName;
        // The engine drops to a user of its own, who must be able to enter.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var cache = new SharedCache(script, folder, url, [("ORIGIN", origin.Authority), ("PORT", url.Port.ToString()), .. environment]);
        await cache.StartAsync();
        return cache;
    }

    /// <summary>Where a cache can be started.</summary>
    public static Uri FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    /// <summary>Skips the test where it cannot be started.</summary>
    public static void Require(string script)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") Engines.Missing($"eng/{script} runs as root on Debian.");
    }

    public Task StartAsync() => RunAsync("start", environment);

    public Task StopAsync() => RunAsync("stop");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(directory, recursive: true);
    }

    private async Task RunAsync(string command, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "eng", script))
        {
            ArgumentList = { command, directory },
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{await output}{await errors}");
    }
}
