using System.Net;
using System.Net.Sockets;
using System.Text;
using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>What is announced is what is sent, or the upload fails.</summary>
public sealed class SourceTests
{
    [Fact]
    public async Task A_source_that_ends_early_fails_on_both_sides()
    {
        var outcome = new TaskCompletionSource<Exception?>();
        await using var host = await StubHost.StartAsync(async http =>
            outcome.SetResult(await Record.ExceptionAsync(() => http.Request.Body.CopyToAsync(Stream.Null))));
        using var client = Client(host);

        var source = UploadSource.FromStream(new OneWay(Files.PngOf(100_000)), "a.png", length: 200_000);
        var fault = await Assert.ThrowsAsync<EndOfStreamException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, source));

        Assert.Equal("The source ended after 100000 of its 200000 bytes.", fault.Message);
        Assert.IsType<IOException>(await outcome.Task.WaitAsync(TimeSpan.FromSeconds(30)), exactMatch: false);
    }

    [Fact]
    public async Task A_stream_with_a_length_is_announced_and_read_no_further()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        var stream = new OneWay(Files.PngOf(100_000));

        var attachment = await client.Attachments.UploadAttachmentAsync(
            server.AppId, AttachmentAccess.Public, UploadSource.FromStream(stream, "a.png", length: 70_000));

        Assert.Equal(70_000, await client.Attachments.DownloadToAsync(attachment.MediaUrl, Stream.Null));
        Assert.Equal(30_000, stream.Read(new byte[100_000]));
    }

    [Fact]
    public async Task A_stream_that_was_uploaded_is_not_uploaded_again_as_an_empty_file()
    {
        var handler = new ScriptedHandler(ScriptedHandler.Says(201, """{"attachment":{"mediaUrl":"https://x/a.png","mediaType":"image/png"}}"""));
        using var client = new ParhelionClient(new HttpClient(handler), new ParhelionClientOptions { Credentials = ParhelionCredentials.None });
        var source = UploadSource.FromStream(new OneWay(Files.Png), "a.png");
        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, source);

        var refused = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, source));

        Assert.Contains("can be read only once", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, handler.Attempts);
    }

    // A request that was given up may still be reading when the next one begins: with hedging, or after an early answer.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_requests_do_not_share_the_bytes_of_a_stream(bool canSeek)
    {
        var shared = new SharedStream(new MemoryStream(Files.Png), canSeek ? 0 : null);
        var (first, second) = (shared.CreateReader(null), shared.CreateReader(null));
        var buffer = new byte[Files.Png.Length];
        Assert.Equal(10, await first.ReadAsync(buffer.AsMemory(0, 10), default));

        if (!canSeek)
        {
            await Assert.ThrowsAsync<SourceConsumedException>(async () => await second.ReadAsync(buffer, default));
            Assert.Equal(Files.Png.Length - 10, await first.ReadAsync(buffer, default));
            return;
        }

        Assert.Equal(20, await second.ReadAsync(buffer.AsMemory(0, 20), default));
        await Assert.ThrowsAsync<SourceConsumedException>(async () => await first.ReadAsync(buffer, default));
        Assert.Equal(Files.Png.Length - 20, await second.ReadAsync(buffer.AsMemory(20), default));
        Assert.Equal(Files.Png, buffer);
    }

    [Fact]
    public async Task A_success_before_the_whole_file_was_sent_is_a_failure()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answered = AnswerAtOnceAsync(listener);
        using var client = new ParhelionClient(new ParhelionClientOptions
        {
            Host = new Uri($"http://{listener.LocalEndpoint}"),
            Credentials = ParhelionCredentials.Basic("app_1", "secret"),
            ResumableUploadThreshold = long.MaxValue,
            // The listener takes one connection. If it is reset before the answer is read, a second attempt would wait for its time limit.
            MaxRetries = 0,
        });

        var early = await Assert.ThrowsAsync<ParhelionException>(
            () => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Files.PngOf(20_000_000), "a.png"));

        Assert.True(early.Status is null or 201, early.Message);
        Assert.Equal(1, await answered);
    }

    [Fact]
    public async Task A_file_that_changes_between_two_requests_fails()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.png");
        await File.WriteAllBytesAsync(path, Files.Png);
        try
        {
            using var client = new ParhelionClient(
                new HttpClient(new TwiceHandler(() => File.AppendAllText(path, "more"), new SocketsHttpHandler())), new ParhelionClientOptions { Credentials = ParhelionCredentials.None });

            var changed = await Assert.ThrowsAsync<IOException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, path));

            Assert.Equal("The source changed its length during the upload.", changed.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ParhelionClient Client(StubHost host) => new(new Uri(host.Url), ParhelionCredentials.None);

    // Answers 201 when the headers are there, and closes the connection. Returns the number of requests.
    private static async Task<int> AnswerAtOnceAsync(TcpListener listener)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        Assert.True(await stream.ReadAtLeastAsync(new byte[4096], 100) >= 100);
        const string Body = """{"attachment":{"mediaUrl":"https://x/a.png","mediaType":"image/png"}}""";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 201 Created\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}"));
        return 1;
    }

    // Sends the content of a request to nowhere twice, with a change in between.
    private sealed class TwiceHandler(Action between, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            between();
            await request.Content.CopyToAsync(Stream.Null, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }
}
