using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Parhelion.Cli.Receiving;

namespace Parhelion.Cli.Tests;

/// <summary>What may arrive on the port of <c>webhooks listen</c>.</summary>
public sealed class ReceivingTests : IDisposable
{
    private const int MaxHead = 16 * 1024;
    private const int MaxBody = 4 * 1024 * 1024;

    private readonly LocalServer server = new(0);
    private readonly CancellationTokenSource end = new();
    private int received = -1;

    public ReceivingTests() => _ = server.RunAsync(request =>
    {
        received = request.Body.Length;
        return request.Method == "POST" ? 200 : 405;
    }, () => false, end.Token);

    public void Dispose()
    {
        end.Cancel();
        server.Dispose();
        end.Dispose();
    }

    [Theory]
    [InlineData(200, 3, "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData(200, 0, "POST / HTTP/1.1\r\n\r\n")]
    [InlineData(200, 5, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")]
    [InlineData(405, 0, "GET / HTTP/1.1\r\n\r\n")]
    [InlineData(400, -1, "nonsense\r\n\r\n")]
    [InlineData(400, -1, "POST / HTTP/2\r\n\r\n")]
    [InlineData(400, -1, "POST / HTTP/1.1\r\nno header\r\n\r\n")]
    [InlineData(400, -1, "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n")]
    [InlineData(400, -1, "POST / HTTP/1.1\r\nContent-Length: 4194305\r\n\r\n")]
    [InlineData(400, -1, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData(400, -1, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n400001\r\n")]
    [InlineData(400, -1, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n")]
    public async Task A_request_is_read_or_refused(int status, int length, string request)
    {
        Assert.Equal(status, await SendAsync(Encoding.ASCII.GetBytes(request)));
        Assert.Equal(length, received);
    }

    [Fact]
    public async Task Headers_and_bodies_are_bounded()
    {
        var head = "POST / HTTP/1.1\r\nX: ";
        Assert.Equal(200, await SendAsync(Encoding.ASCII.GetBytes($"{head}{new string('x', MaxHead - head.Length - 4)}\r\n\r\n")));
        Assert.Equal(400, await SendAsync(Encoding.ASCII.GetBytes($"{head}{new string('x', MaxHead - head.Length - 3)}\r\n\r\n")));
        Assert.Equal(200, await SendAsync([.. Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nContent-Length: {MaxBody}\r\n\r\n"), .. new byte[MaxBody]]));
        Assert.Equal(MaxBody, received);
    }

    [Fact]
    public async Task A_caller_that_leaves_does_not_end_the_server()
    {
        using (var gone = await ConnectAsync()) await gone.GetStream().WriteAsync("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal(200, await SendAsync("POST / HTTP/1.1\r\n\r\n"u8.ToArray()));
    }

    [Fact]
    public void A_port_in_use_is_told() => Assert.Contains($"port {server.Url.Port}", Assert.Throws<IOException>(() => new LocalServer(server.Url.Port)).Message, StringComparison.Ordinal);

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Url.Port, TestContext.Current.CancellationToken);
        return client;
    }

    private async Task<int> SendAsync(byte[] request)
    {
        using var client = await ConnectAsync();
        var stream = client.GetStream();
        await stream.WriteAsync(request, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return int.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
