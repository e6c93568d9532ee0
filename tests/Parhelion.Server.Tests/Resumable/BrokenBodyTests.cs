using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Connections;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>Connections that a client or a proxy closes in the middle of a body: every byte that reached the server counts.</summary>
public sealed class BrokenBodyTests : IAsyncLifetime
{
    private const int Size = 2_000_000;
    private const int Sent = 1_000_000;
    private readonly byte[] file = UploadRequests.Text(Size);
    private readonly LoudLines loud = new();
    private ParhelionServer server = null!;
    private HttpClient anonymous = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(
            options => options.ConfigureServices = services => services.AddLogging(logging => logging.AddProvider(loud)), TestContext.Current.CancellationToken);
        anonymous = server.CreateAnonymousClient();
    }

    public async ValueTask DisposeAsync()
    {
        anonymous.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(Sent)]
    [InlineData(100_000)]
    [InlineData(1)]
    public async Task All_bytes_of_a_tus_append_count(int sent)
    {
        for (var round = 0; round < 5; round++)
        {
            var url = await UploadRequests.CreateTusAsync(server, Size);
            await CutAsync(UploadRequests.PatchHead(url, 0, Size), file.AsMemory(0, sent));
            await AssertOffsetAsync(url, 0, sent);
        }

        Assert.Empty(loud.Lines);
    }

    [Fact]
    public async Task All_bytes_of_an_append_of_the_draft_count()
    {
        var url = await UploadRequests.CreateAsync(server, file[..10]);
        await CutAsync(Patch(url, 10, $"Content-Length: {Size - 10}"), file.AsMemory(10, Sent));
        await AssertOffsetAsync(url, 10, 10 + Sent);

        using var last = await UploadRequests.AppendAsync(anonymous, url, 10 + Sent, "?1", file[(10 + Sent)..]);
        Assert.Equal(file, await anonymous.GetByteArrayAsync(UploadRequests.HeaderOf(last, "Upload-Media-Url"), TestContext.Current.CancellationToken));
        Assert.Empty(loud.Lines);
    }

    [Fact]
    public async Task All_chunks_count()
    {
        var url = await UploadRequests.CreateAsync(server, file[..10]);
        await CutAsync(Patch(url, 10, "Transfer-Encoding: chunked"), (byte[])[.. Encoding.ASCII.GetBytes($"{Sent:x}\r\n"), .. file.AsSpan(10, Sent), (byte)'\r', (byte)'\n']);
        await AssertOffsetAsync(url, 10, 10 + Sent);
        Assert.Empty(loud.Lines);
    }

    [Fact]
    public async Task All_bytes_of_an_announced_creation_count()
    {
        var head = Uploads.Head(server, "text/plain", $"Content-Length: {Size}") + "Upload-Complete: ?1\r\nContent-Disposition: inline; filename=\"a.txt\"\r\n\r\n";
        string url;
        await using (var stream = await Uploads.ConnectAsync(server))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream, Encoding.ASCII, detectEncodingFromByteOrderMarks: false, 1, leaveOpen: true);
            Assert.StartsWith("HTTP/1.1 104 ", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            url = (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!["Location: ".Length..];
            await stream.WriteAsync(file.AsMemory(0, Sent), TestContext.Current.CancellationToken);
            stream.Socket.Shutdown(SocketShutdown.Send);
            await EndAsync(stream);
        }

        await AssertOffsetAsync(url, 0, Sent);
        Assert.Empty(loud.Lines);
    }

    [Fact]
    public async Task Another_node_knows_all_bytes()
    {
        await using var home = await Home.OpenAsync(HomeKind.PostgresDisk);
        await using var first = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken);
        await using var second = await ParhelionServer.StartAsync(home.ConfigureAnotherNode, TestContext.Current.CancellationToken);
        using var there = second.CreateAnonymousClient();
        var url = await UploadRequests.CreateTusAsync(first, Size);
        await using (var stream = await Uploads.ConnectAsync(first))
        {
            await stream.WriteAsync(UploadRequests.PatchHead(url, 0, Size), TestContext.Current.CancellationToken);
            await stream.WriteAsync(file.AsMemory(0, Sent), TestContext.Current.CancellationToken);
            // All but what the server collects before it writes.
            await Uploads.WaitAsync(
                () => Directory.GetFiles(Path.Combine(home.Directory, "partial")).Any(file => new FileInfo(file).Length >= Sent - (128 * 1024)), () => "The PATCH does not begin.");
        }

        Assert.Equal(Sent, await UploadRequests.OffsetAsync(there, new Uri(url).AbsolutePath));
    }

    private static byte[] Patch(string url, long offset, string length) => Encoding.ASCII.GetBytes(
        $"PATCH {new Uri(url).AbsolutePath} HTTP/1.1\r\nHost: x\r\nContent-Type: {UploadRequests.PartialType}\r\nUpload-Offset: {offset}\r\nUpload-Complete: ?1\r\n{length}\r\n\r\n");

    // Sends a part of a request and closes the connection in order.
    private async Task CutAsync(byte[] head, ReadOnlyMemory<byte> part)
    {
        await using var stream = await Uploads.ConnectAsync(server);
        await stream.WriteAsync(head, TestContext.Current.CancellationToken);
        await stream.WriteAsync(part, TestContext.Current.CancellationToken);
        stream.Socket.Shutdown(SocketShutdown.Send);
        await EndAsync(stream);
    }

    private static async Task EndAsync(NetworkStream stream)
    {
        try
        {
            await Uploads.ReadToEndAsync(stream);
        }
        catch (IOException)
        {
            // Reset, which ends it as well.
        }
    }

    // HEAD would end the request. So this waits for its end.
    private async Task AssertOffsetAsync(string url, long begin, long expected)
    {
        var (id, row) = (url[^24..], (ResumableUploadRow?)null);
        await Uploads.WaitAsync(
            async () => (row = await server.Services.GetRequiredService<Database>().ReadAsync((session, token) => ResumableUploadTable.FindAsync(session, id, token), TestContext.Current.CancellationToken)) is { IsActive: false, Epoch: > 0 } && row.Received > begin,
            () => $"The request does not end: {row} {string.Join('\n', loud.Lines)}");
        Assert.Equal(expected, await UploadRequests.OffsetAsync(anonymous, url));
    }
}
