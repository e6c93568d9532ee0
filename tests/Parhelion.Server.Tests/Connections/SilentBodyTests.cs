using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Server.Tests.Faults;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Connections;

/// <summary>Bodies that stop coming: they hold a connection for seconds, not for hours, and nothing of them is kept.</summary>
public sealed class SilentBodyTests
{
    private const string Part = "--x\r\nContent-Disposition: form-data; name=\"source\"; filename=\"a.txt\"\r\n\r\n";

    private readonly LoudLines loud = new();

    [Theory]
    [InlineData(Part, "multipart/form-data; boundary=x", "")]
    [InlineData(Part + "some bytes", "multipart/form-data; boundary=x", "")]
    [InlineData("{\"mediaUrl\":", "application/json", "/remove")]
    public async Task Silent_body_is_refused_with_408_and_its_connection_closes(string sent, string type, string operation)
    {
        await using var server = await StartAsync();
        await using var stream = await Uploads.ConnectAsync(server);
        var head = Uploads.Head(server, type, "Content-Length: 60000").Replace("/attachments?", $"/attachments{operation}?", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\n{sent}"), TestContext.Current.CancellationToken);

        var answer = await Uploads.ReadAnswerAsync(stream);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("request_timeout", answer, StringComparison.Ordinal);
        await AssertClosedAsync(stream);
        await Uploads.AssertNothingKeptAsync(server);
        Assert.Empty(loud.Lines);
    }

    // Much has been sent, so the average is high for a long time.
    [Fact]
    public async Task Much_that_was_sent_before_buys_no_time()
    {
        await using var server = await StartAsync();
        await using var stream = await Uploads.ConnectAsync(server);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Uploads.Head(server, "multipart/form-data; boundary=x", "Content-Length: 50000000") + "\r\n" + Part), TestContext.Current.CancellationToken);
        await stream.WriteAsync(Enumerable.Repeat((byte)'a', 3_000_000).ToArray(), TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 408 ", await Uploads.ReadAnswerAsync(stream), StringComparison.Ordinal);
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Refused_body_that_falls_silent_holds_its_connection_no_longer()
    {
        await using var server = await StartAsync();
        await using var stream = await Uploads.ConnectAsync(server);
        var head = Uploads.Head(server, "multipart/form-data; boundary=x", "Content-Length: 60000", secret: "wrong");
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\n{Part}"), TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 401 ", await Uploads.ReadAnswerAsync(stream), StringComparison.Ordinal);
        await AssertClosedAsync(stream);
    }

    [Fact]
    public async Task Body_that_comes_slowly_is_waited_for()
    {
        await using var server = await StartAsync(idleSeconds: 2);
        await using var stream = await Uploads.ConnectAsync(server);
        const int Pieces = 16;
        var form = Part + new string('a', Pieces * 1000) + "\r\n--x--\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Uploads.Head(server, "multipart/form-data; boundary=x", $"Content-Length: {form.Length}") + "\r\n" + Part), TestContext.Current.CancellationToken);
        for (var i = 0; i < Pieces; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, TestContext.Current.CancellationToken);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(new string('a', 1000)), TestContext.Current.CancellationToken);
        }

        await stream.WriteAsync("\r\n--x--\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        var buffer = new byte[1000];
        Assert.StartsWith("HTTP/1.1 201 ", Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_stream_of_http2_ends_and_its_connection_goes_on()
    {
        await using var server = await StartAsync(http2: true);
        using var client = server.CreateClient();
        client.DefaultRequestVersion = HttpVersion.Version20;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var form = new MultipartFormDataContent { { new SilentContent(), "source", "a.txt" } };

        using var answer = await client.PostAsync(Uploads.PathOf(server), form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestTimeout, answer.StatusCode);
        Assert.Equal("ok\n", await client.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
        await Uploads.AssertNothingKeptAsync(server);
        Assert.Empty(loud.Lines);
    }

    [Fact]
    public async Task Silent_upload_does_not_hold_up_the_end_of_the_server()
    {
        var directory = Directory.CreateTempSubdirectory("parhelion-silent-").FullName;
        await using (var server = await ServerProcess.StartAsync(directory, "Limits:BodyIdleSeconds=3"))
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port, TestContext.Current.CancellationToken);
            await using var stream = new NetworkStream(socket);
            var head = $"POST /v2/apps/{server.AppId}/attachments?access=public HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n" +
                $"Content-Length: 1000000\r\nAuthorization: {server.Client.DefaultRequestHeaders.Authorization}\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head + Part + new string('a', 200_000)), TestContext.Current.CancellationToken);
            await Uploads.WaitAsync(() => Uploads.Staged(directory).Length > 0, () => "The upload does not begin.");

            server.Terminate();

            Assert.StartsWith("HTTP/1.1 408 ", await Uploads.ReadAnswerAsync(stream), StringComparison.Ordinal);
            Assert.Equal(0, await server.ExitAsync().WaitAsync(TimeSpan.FromSeconds(25), TestContext.Current.CancellationToken));
            Assert.DoesNotContain("fail:", server.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("warn:", server.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", server.Output, StringComparison.Ordinal);
            Assert.Empty(Uploads.Staged(directory));
        }

        Directory.Delete(directory, recursive: true);
    }

    private Task<ParhelionServer> StartAsync(int idleSeconds = 1, bool http2 = false) => ParhelionServer.StartAsync(
        options =>
        {
            options.Settings["Limits:BodyIdleSeconds"] = $"{idleSeconds}";
            if (http2) options.Settings["Kestrel:EndpointDefaults:Protocols"] = "Http2";
            options.ConfigureServices = services => services.AddLogging(logging => logging.AddProvider(loud));
        },
        TestContext.Current.CancellationToken);

    private static async Task AssertClosedAsync(Stream stream)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            Assert.Equal(0, await stream.ReadAsync(new byte[100], limit.Token));
        }
        catch (IOException)
        {
            // Reset, which is closed as well.
        }
    }

    // Some bytes, and then nothing until it is given up.
    private sealed class SilentContent : HttpContent
    {
        public SilentContent() => Headers.ContentType = new MediaTypeHeaderValue("text/plain");

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(Enumerable.Repeat((byte)'a', 200_000).ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1_000_000;
            return true;
        }
    }
}
