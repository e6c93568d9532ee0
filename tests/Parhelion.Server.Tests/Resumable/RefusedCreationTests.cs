using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Catalog;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>Creations that fail: no open upload stays whose URL nobody knows, and a refusal by the headers is not announced.</summary>
public sealed class RefusedCreationTests : IAsyncLifetime
{
    private const int MaxOpen = 3;
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(
        options =>
        {
            options.Settings["Limits:UploadBytes"] = "100000";
            options.Settings["Uploads:MaxOpen"] = "3";
        },
        TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("Upload-Complete: ?1\r\nContent-Length: 100001", 413)]
    [InlineData("Upload-Complete: ?0\r\nContent-Length: 100001", 413)]
    [InlineData("Upload-Complete: ?0\r\nUpload-Length: 4\r\nContent-Length: 5", 400)]
    [InlineData("Upload-Complete: ?1\r\nUpload-Length: 6\r\nContent-Length: 5", 400)]
    public async Task Creation_of_the_draft_is_refused_by_its_headers_alone(string headers, int status) =>
        await AssertRefusedAsync($"Content-Disposition: inline; filename=\"a.txt\"\r\nExpect: 100-continue\r\n{headers}\r\n", status);

    [Theory]
    [InlineData("Upload-Defer-Length: 1\r\nContent-Length: 100001", 413)]
    [InlineData("Upload-Length: 4\r\nContent-Length: 5", 400)]
    public async Task Creation_of_tus_is_refused_by_its_headers_alone(string headers, int status) => await AssertRefusedAsync(
        $"Tus-Resumable: 1.0.0\r\nUpload-Metadata: {UploadRequests.Metadata("a.txt")}\r\nContent-Type: {UploadRequests.TusType}\r\nExpect: 100-continue\r\n{headers}\r\n", status);

    [Fact]
    public async Task Refused_creation_with_bytes_has_no_location()
    {
        using var client = server.CreateClient();
        using var refused = await UploadRequests.SendAsync(
            client, "POST", Uploads.PathOf(server), new ByteArrayContent(new byte[70_000]), ("Upload-Complete", "?0"), ("Content-Disposition", "inline; filename=\"a.png\""));

        Assert.Equal((415, null), ((int)refused.StatusCode, UploadRequests.HeaderOf(refused, "Location")));
        await AssertNoneOpenAsync();
    }

    [Fact]
    public async Task Creation_that_breaks_off_without_an_announcement_leaves_nothing()
    {
        for (var round = 0; round < MaxOpen; round++)
        {
            await using var stream = await Uploads.ConnectAsync(server);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head("Upload-Complete: ?0\r\nContent-Disposition: inline; filename=\"a.txt\"\r\nVia: 1.1 proxy\r\nContent-Length: 50000\r\n") + "hello"), TestContext.Current.CancellationToken);
        }

        await AssertNoneOpenAsync();
    }

    private async Task AssertRefusedAsync(string headers, int status)
    {
        for (var round = 0; round <= MaxOpen; round++)
        {
            await using var stream = await Uploads.ConnectAsync(server);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head(headers)), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream, Encoding.ASCII, detectEncodingFromByteOrderMarks: false, 1, leaveOpen: true);
            var answer = "";
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line) answer += line + '\n';
            Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("Location", answer, StringComparison.Ordinal);
        }

        Assert.Equal(0, await CountAsync());
    }

    private Task AssertNoneOpenAsync() => Uploads.WaitAsync(async () => await CountAsync() == 0, () => "An upload stays open.");

    private async Task<int> CountAsync() => await server.Services.GetRequiredService<Database>().ReadAsync(
        async (session, _) => await ResumableUploadTable.ReachesAsync(session, server.AppId, 1) ? 1 : 0, TestContext.Current.CancellationToken);

    private string Head(string headers) =>
        $"POST {Uploads.PathOf(server)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
        $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{server.AppKeyId}:{server.AppKeySecret}"))}\r\n{headers}\r\n";
}
