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

    private SharedCache(string script, string directory, Uri url) => (this.script, this.directory, Url) = (script, directory, url);

    public Uri Url { get; }

    public static async Task<SharedCache> StartAsync(string script, Uri origin, string pass = "yes")
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") Engines.Missing($"eng/{script} runs as root on Debian.");
        var folder = Directory.CreateTempSubdirectory("parhelion-cache-").FullName;
        // The engine drops to a user of its own, who must be able to enter.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var cache = new SharedCache(script, folder, new Uri($"http://127.0.0.1:{FreePort()}"));
        await cache.RunAsync("start", ("ORIGIN", origin.Authority), ("PORT", cache.Url.Port.ToString()), ("PASS", pass));
        return cache;
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop");
        Directory.Delete(directory, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task RunAsync(string command, params (string Name, string Value)[] environment)
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
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{await output}{await errors}");
    }
}
