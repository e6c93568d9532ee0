using System.Net;
using System.Net.Http.Headers;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>How deliveries are counted.</summary>
public sealed class MediaDeliveryMetricsTests : IAsyncLifetime
{
    private ParhelionServer server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        client = server.CreateAnonymousClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Deliveries_are_counted_by_the_way_of_their_bytes()
    {
        // Larger than what shares a segment: the kernel cannot be told to stop when a blob is deleted.
        var (small, large) = (new byte[100], new byte[200_000]);
        var smallUrl = await Uploads.UploadAsync(server, small.Select(_ => (byte)'a').ToArray(), "a.txt");
        var largeUrl = await Uploads.UploadAsync(server, large.Select(_ => (byte)'a').ToArray(), "a.txt");
        var (reads, bytes) = (0, 0L);
        EntityTagHeaderValue tag = null!;
        async Task ReadAsync(string url, long length)
        {
            using var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
            Assert.Equal(length, (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
            (reads, bytes, tag) = (reads + 1, bytes + length, answer.Headers.ETag!);
        }

        await ReadUntilAsync("memory", () => ReadAsync(smallUrl, small.Length));
        if (OperatingSystem.IsLinux()) await ReadUntilAsync("sendfile", () => ReadAsync(largeUrl, large.Length));
        using (var head = new HttpRequestMessage(HttpMethod.Head, largeUrl))
        using (await client.SendAsync(head, TestContext.Current.CancellationToken))
        using (var conditional = new HttpRequestMessage(HttpMethod.Get, largeUrl) { Headers = { IfNoneMatch = { tag } } })
        using (var known = await client.SendAsync(conditional, TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        }

        var scrape = await Scrape.OfAsync(client);
        Assert.Equal(1, scrape.Sum("parhelion_media_responses_total", "delivery=\"not_modified\""));
        Assert.Equal(reads + 1, scrape.Sum("parhelion_media_responses_total"));
        Assert.Equal(bytes, scrape.Sum("parhelion_media_io_bytes_total"));
        Assert.True(scrape.Sum("parhelion_cache_lookups_total", "result=\"hit\"") >= 1, scrape.Text);
        Assert.Equal(7, scrape.Series("parhelion_media_responses_total").Count());
    }

    // A file is kept in memory once it is read often, and sent by the kernel while the kernel has it in memory.
    private Task ReadUntilAsync(string way, Func<Task> read) => Uploads.WaitAsync(
        async () =>
        {
            await read();
            return (await Scrape.OfAsync(client)).Sum("parhelion_media_responses_total", $"delivery=\"{way}\"") > 0;
        },
        () => $"Nothing was delivered by {way}.");
}
