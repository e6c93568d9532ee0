using System.Net;
using System.Net.Sockets;
using Parhelion.Server.Connections;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Connections;

/// <summary>More clients than the process may have files: nobody takes the server down by connecting to it.</summary>
public sealed class ConnectionLimitTests : IDisposable
{
    private const int OpenFiles = 1024;

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-connections-").FullName;
    private readonly List<Socket> idle = [];

    public void Dispose()
    {
        foreach (var socket in idle) socket.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Idle_clients_beyond_the_limit_of_files_cost_nothing_and_keep_nobody_out()
    {
        await using var server = await ServerProcess.StartAsync(directory, OpenFiles);
        for (var i = 0; i < 2000; i++) await ConnectAsync(server);
        var before = server.CpuSeconds();
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.InRange(server.CpuSeconds() - before, 0, 0.5);

        // A connection that is kept may be closed in the moment in which its client uses it again.
        server.Client.DefaultRequestHeaders.ConnectionClose = true;
        for (var i = 0; i < 20; i++)
        {
            var (status, path) = await server.UploadAsync(new ByteArrayContent(new byte[100_000].Select(_ => (byte)'a').ToArray()), "a.txt");
            Assert.Equal(201, status);
            Assert.Equal(100_000, (await server.Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken)).Length);
            for (var k = 0; k < 50; k++) await ConnectAsync(server);
        }

        Assert.Single(server.Output.Split('\n'), line => line.Contains("connections are in use", StringComparison.Ordinal));
        Assert.DoesNotContain(" fail: ", server.Output, StringComparison.Ordinal);
        server.Terminate();
        Assert.Equal(0, await server.ExitAsync());
    }

    [Fact]
    public async Task Clients_who_wait_are_served_when_others_have_gone()
    {
        await using var server = await ServerProcess.StartAsync(directory, "Limits:Connections=2");
        using var anonymous = new HttpClient { BaseAddress = server.Url };

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => anonymous.GetStringAsync("/healthz", TestContext.Current.CancellationToken)));

        Assert.All(answers, answer => Assert.Equal("ok\n", answer));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(600)]
    public async Task Start_with_too_few_files_is_refused_in_a_sentence(int openFiles)
    {
        var (exitCode, output) = await ServerProcess.RunAsync(["serve", "--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={directory}"], openFiles);

        Assert.Equal(2, exitCode);
        Assert.Equal($"This process may open {openFiles} files and needs at least 640; raise the limit with 'ulimit -n' or LimitNOFILE of systemd.", output.Trim());
    }

    [Fact]
    public async Task More_connections_than_files_are_refused_in_a_sentence()
    {
        var (exitCode, output) = await ServerProcess.RunAsync(
            ["--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={directory}", "--Parhelion:Limits:Connections=5000"], OpenFiles);

        Assert.Equal(2, exitCode);
        Assert.StartsWith("Parhelion:Limits:Connections is '5000', but this process may open 1024 files, which is enough for 213 connections", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1024, false, 213)]
    [InlineData(1024, true, 146)]
    [InlineData(65_536, false, 28_444)]
    [InlineData(long.MaxValue, false, int.MaxValue)]
    public void Connections_leave_files_for_everything_else(long openFiles, bool isRemoteStore, int most) =>
        Assert.Equal(most, ConnectionLimitCalculator.MaxConnections(openFiles, isRemoteStore));

    [Fact]
    public void Limit_of_files_is_read_from_the_system()
    {
        if (!OperatingSystem.IsLinux()) return;
        var line = File.ReadLines("/proc/self/limits").Single(text => text.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];

        Assert.Equal(soft, OpenFileLimit.Current()?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private async Task ConnectAsync(ServerProcess server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        idle.Add(socket);
        await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
