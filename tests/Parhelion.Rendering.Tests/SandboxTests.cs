using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Parhelion.Tests;

namespace Parhelion.Rendering.Tests;

/// <summary>What a process in the sandbox of a worker cannot do, tried from inside of it.</summary>
public sealed class SandboxTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("parhelion-sandbox-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Nothing_outside_is_read_written_connected_to_or_killed_and_no_process_is_started()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var unix = Path.Combine(folder.FullName, "socket");
        using var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        local.Bind(new UnixDomainSocketEndPoint(unix));
        local.Listen();
        using var other = Process.Start(new ProcessStartInfo("sleep", ["600"]) { UseShellExecute = false })!;
        var (secret, settings) = (Path.Combine(folder.FullName, "secret"), Path.Combine(AppContext.BaseDirectory, "appsettings.SandboxTests.json"));
        await File.WriteAllTextAsync(secret, "secret", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(settings, "{}", TestContext.Current.CancellationToken);

        string[] refused =
        [
            $"read:{secret}", $"read:{settings}", "read:/etc/passwd", "read:/etc/shadow", $"read:/proc/{Environment.ProcessId}/environ", $"read:/proc/{Environment.ProcessId}/maps",
            "list:/", "list:/tmp", "list:/proc", "list:/home", $"list:{folder.FullName}", $"list:{AppContext.BaseDirectory}",
            $"write:{secret}", $"write:{folder.FullName}/new", "write:/tmp/parhelion-new", "write:/dev/shm/parhelion-new", "write:/usr/parhelion-new", $"delete:{secret}",
            $"tcp:{((IPEndPoint)listener.LocalEndpoint).Port}", $"unix:{unix}", $"kill:{other.Id}",
            "run:true", "allocate:600",
        ];
        string[] done = ["read:/usr/bin/env", "list:/usr/bin", "allocate:100"];
        var (_, output) = await ProbeAsync([.. refused, .. done]);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(refused.Length + done.Length, lines.Length);
        Assert.All(lines.Take(refused.Length), line => Assert.False(line.EndsWith(" done", StringComparison.Ordinal), line));
        Assert.All(lines.Skip(refused.Length), line => Assert.True(line.EndsWith(" done", StringComparison.Ordinal), line));
        // A program that the process becomes is restricted as well.
        Assert.Equal((0, "it runs\n"), await ProbeAsync("become:echo it runs"));
        foreach (var command in (string[])
            [$"exec cat {secret}", $"kill -9 {other.Id}", "exec unshare -r true", "exec mount -t tmpfs none /mnt", $"echo x > {folder.FullName}/new", "(true)", "true | true", "true & wait $!"])
        {
            Assert.True((await ProbeAsync($"become:{command}")).ExitCode != 0, command);
        }

        Assert.False(other.HasExited);
        Assert.False(listener.Pending());
        Assert.Equal("secret", await File.ReadAllTextAsync(secret, TestContext.Current.CancellationToken));
        Assert.Equal(["secret", "socket"], Directory.GetFileSystemEntries(folder.FullName).Select(Path.GetFileName).Order());
        File.Delete(settings);
        other.Kill();
    }

    private static async Task<(int ExitCode, string Output)> ProbeAsync(params string[] attempts)
    {
        using var probe = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Parhelion.SandboxProbe.dll"), .. attempts])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["DOTNET_EnableWriteXorExecute"] = "0", ["DOTNET_EnableDiagnostics"] = "0", ["DOTNET_GCHeapHardLimit"] = "4000000" },
        })!;
        var (exitCode, output, _) = await probe.ReadToEndAsync();
        return (exitCode, output);
    }
}
