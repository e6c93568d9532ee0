using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Server.Connections;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Connections;

/// <summary>A transfer may last as long as bytes move, and no longer.</summary>
public sealed class SlowReaderTests
{
    private const int LargeBytes = 20_000_000;
    private const int SmallBytes = 1_000_000;

    // What takes minutes with the usual rate of 240 bytes a second takes two seconds with this one.
    private static readonly MinDataRate Impatient = new(bytesPerSecond: 100_000_000, gracePeriod: TimeSpan.FromSeconds(1.1));

    [Theory]
    [InlineData(LargeBytes, 1)]
    [InlineData(SmallBytes, 20)]
    public async Task Slow_reader_gets_every_byte(int size, int times)
    {
        await using var server = await StartAsync(readerIdleSeconds: 120);
        using var reader = await AskAsync(server, size, times);
        for (var i = 0; i < 40; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.Equal(1, await reader.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
        }

        var got = 40L;
        var buffer = new byte[1 << 20];
        while (got < (long)size * times && await reader.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read) got += read;
        Assert.True(got >= (long)size * times, $"{got} bytes");
    }

    [Theory]
    [InlineData(LargeBytes, 1)]
    [InlineData(SmallBytes, 20)]
    public async Task Reader_who_takes_nothing_is_dropped(int size, int times)
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var server = await StartAsync(readerIdleSeconds: 1);
        using var reader = await AskAsync(server, size, times);
        var connections = server.Services.GetRequiredService<ConnectionLimiter>();
        await Uploads.WaitAsync(() => Task.FromResult(connections.Snapshot().Count == 0), () => "The reader is still connected.", seconds: 30);
    }

    [Fact]
    public async Task Reader_who_is_slow_and_steady_is_not_dropped()
    {
        await using var server = await StartAsync(readerIdleSeconds: 2);
        using var reader = await AskAsync(server, LargeBytes, 1);
        var buffer = new byte[40_000];
        for (var i = 0; i < 60; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.True(await reader.ReceiveAsync(buffer, TestContext.Current.CancellationToken) > 0);
        }

        Assert.Single(server.Services.GetRequiredService<ConnectionLimiter>().Snapshot());
    }

    private static Task<ParhelionServer> StartAsync(int readerIdleSeconds) => ParhelionServer.StartAsync(
        options =>
        {
            options.Settings["Limits:ReaderIdleSeconds"] = $"{readerIdleSeconds}";
            options.ConfigureServices = services => services.PostConfigure<KestrelServerOptions>(kestrel => kestrel.Limits.MinResponseDataRate = Impatient);
        },
        TestContext.Current.CancellationToken);

    // One connection, on which the file is asked for so many times at once: more than the buffers of both sides hold.
    private static async Task<Socket> AskAsync(ParhelionServer server, int size, int times)
    {
        string url;
        using (var upload = await Uploads.PostAsync(server, new ByteArrayContent(Enumerable.Repeat((byte)'a', size).ToArray()), "a.txt"))
        {
            url = (await upload.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('"')[5];
        }

        var connections = server.Services.GetRequiredService<ConnectionLimiter>();
        await Uploads.WaitAsync(() => connections.Snapshot().Count == 0, () => "The connection of the upload stays.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024 };
        await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port, TestContext.Current.CancellationToken);
        var request = $"GET {new Uri(url).AbsolutePath} HTTP/1.1\r\nHost: x\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(request, times))), TestContext.Current.CancellationToken);
        Assert.True(await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken) > 0);
        return socket;
    }
}
