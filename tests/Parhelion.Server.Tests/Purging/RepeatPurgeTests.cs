using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Server.Media;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Purging;

/// <summary>Files that are sent while they are deleted: the node that sends them purges them once more, a quarter of a second after the response has ended.</summary>
public sealed class RepeatPurgeTests
{
    private static readonly Uri Media = new("https://media.example.org");

    [Theory]
    [InlineData("varnish.sh", "Varnish")]
    [InlineData("nginx-cache.sh", "Nginx")]
    public async Task Copy_of_a_response_that_outlasts_every_purge_is_gone_when_the_response_has_ended(string script, string kind)
    {
        var gate = new TaskCompletionSource();
        await using var fronted = await FrontedServer.StartAsync(script, kind, options => options.ConfigureServices = services => UseSlowStore(services, gate.Task));
        var (_, url) = await fronted.Chat.UploadAsync(false);
        var reading = fronted.ReadAsync(url);
        await StoreOf(fronted).Reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(200, await fronted.Chat.RemoveAsync(url));
        await fronted.WaitUntilPurgedAsync(fronted.Chat, url);

        gate.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await reading).Status);
        // The clock moves only now. Without a further purge the copy would be shown for 15 minutes.
        for (var round = 0; (await fronted.ReadAsync(url)).Status != HttpStatusCode.NotFound; round++)
        {
            Assert.True(round < 100, "The cache shows it still");
            fronted.Clock.Advance(RepeatPurgeQueue.Delay);
            await FrontedServer.WaitAsync(round, "");
        }
    }

    [Fact]
    public async Task Small_file_that_is_erased_before_its_first_byte_is_sent_is_not_found()
    {
        var gate = new TaskCompletionSource();
        await using var server = await ParhelionServer.StartAsync(
            options => options.ConfigureServices = services => services.AddSingleton<IBlobStore>(
                all => new SlowBlobStore(new DiskBlobStore(all.GetRequiredService<Storage.DataDirectory>().Root, Durability.Os), gate.Task)),
            TestContext.Current.CancellationToken);
        using var client = server.CreateAnonymousClient();
        var url = await Uploads.UploadAsync(server, "small"u8.ToArray(), "a.txt");
        var reading = client.GetAsync(url, TestContext.Current.CancellationToken);
        await ((SlowBlobStore)server.Services.GetRequiredService<IBlobStore>()).Reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        using var removed = await Uploads.RemoveAsync(server, url);
        await Uploads.AssertNothingKeptAsync(server);

        gate.SetResult();

        using var answer = await reading;
        Assert.Equal((HttpStatusCode.NotFound, "no-store"), (answer.StatusCode, answer.Headers.CacheControl?.ToString()));
        Assert.DoesNotContain("small", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_was_just_sent_is_purged_once_more_and_another_one_is_not()
    {
        await using var cache = await PurgeRecorder.StartAsync();
        await using var fronted = await StartAsync(cache);
        var (sent, other) = (await UploadAsync(fronted), await UploadAsync(fronted));
        await ReadAsync(fronted, sent);

        foreach (var url in (string[])[other, sent])
        {
            Assert.Equal(200, await fronted.Chat.RemoveAsync(url));
            await fronted.WaitForReceiptAsync(fronted.Chat, url, isErased: true, isPurged: false);
        }

        fronted.Clock.Advance(RepeatPurgeQueue.Delay);

        await Uploads.WaitAsync(() => Count(cache, sent) == 2, () => $"It was purged {Count(cache, sent)} times");
        Assert.Equal(1, Count(cache, other));
    }

    // After a large deletion the other node names no files.
    [Theory]
    [InlineData(InvalidationKind.Attachments)]
    [InlineData(InvalidationKind.Everything)]
    public async Task File_that_another_node_has_deleted_is_purged_by_the_node_that_has_sent_it(InvalidationKind kind)
    {
        await using var cache = await PurgeRecorder.StartAsync();
        await using var fronted = await StartAsync(cache);
        var url = await UploadAsync(fronted);
        await ReadAsync(fronted, url);

        // As the other node would: its row, and then an invalidation.
        await fronted.Server.Services.GetRequiredService<Database>().DeleteAsync(
            async session => await session.Sql("DELETE FROM attachments").ExecuteAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await ReadAsync(fronted, url));
        fronted.Server.Services.GetRequiredService<CacheInvalidator>().OnInvalidation(kind == InvalidationKind.Everything ? new InvalidationMessage(kind) : new InvalidationMessage(kind, KeyOf(url)));
        Assert.Equal(HttpStatusCode.NotFound, await ReadAsync(fronted, url));
        fronted.Clock.Advance(RepeatPurgeQueue.Delay);

        await Uploads.WaitAsync(() => Count(cache, url) == 1, () => "It was not purged");
    }

    [Fact]
    public async Task File_that_is_sent_while_another_one_is_deleted_stays_in_the_caches()
    {
        var gate = new TaskCompletionSource();
        await using var cache = await PurgeRecorder.StartAsync();
        await using var fronted = await StartAsync(cache, gate.Task);
        var (kept, deleted) = (await UploadAsync(fronted), await UploadAsync(fronted));
        var reading = ReadAsync(fronted, kept);
        await StoreOf(fronted).Reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(200, await fronted.Chat.RemoveAsync(deleted));
        gate.SetResult();
        Assert.Equal(HttpStatusCode.OK, await reading);

        // The queue is in order: whatever comes after the file has been looked at shows that it was not purged.
        var after = await UploadAsync(fronted);
        await ReadAsync(fronted, after);
        Assert.Equal(200, await fronted.Chat.RemoveAsync(after));
        for (var round = 0; Count(cache, after) < 2; round++)
        {
            fronted.Clock.Advance(RepeatPurgeQueue.Delay / 10);
            await FrontedServer.WaitAsync(round, "It was not purged once more");
        }

        Assert.Equal(0, Count(cache, kept));
    }

    [Fact]
    public async Task File_that_is_deleted_while_the_store_is_asked_for_it_is_not_sent()
    {
        var gate = new TaskCompletionSource();
        await using var cache = await PurgeRecorder.StartAsync();
        await using var fronted = await FrontedServer.StartAsync(
            Media,
            [["Kind=Varnish", $"Url={cache.Url}"]],
            options => options.ConfigureServices = services => services.AddSingleton<IBlobStore>(all => new SlowlyOpeningBlobStore(DiskStoreOf(all), gate.Task)));
        var (kept, deleted) = (await UploadAsync(fronted), await UploadAsync(fronted));
        var reading = ((string[])[kept, deleted]).Select(url => ReadAsync(fronted, url)).ToArray();
        await ((SlowlyOpeningBlobStore)fronted.Server.Services.GetRequiredService<IBlobStore>()).WaitAsync(2, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(200, await fronted.Chat.RemoveAsync(deleted));

        gate.SetResult();

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotFound], await Task.WhenAll(reading));
    }

    [Fact]
    public async Task Waiting_files_are_bounded()
    {
        var clock = new FakeTimeProvider();
        var queue = new RepeatPurgeQueue(clock);
        for (var i = 0; i < RepeatPurgeQueue.Capacity + 100; i++) queue.Add(new MediaPath(Core.ObjectId.New(clock), null, BlobKey.New(), "a.png"), "");
        clock.Advance(RepeatPurgeQueue.Delay);

        Assert.Equal(RepeatPurgeQueue.Capacity, (await queue.TakeAsync(int.MaxValue, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Count);
    }

    private static Task<FrontedServer> StartAsync(PurgeRecorder cache, Task? gate = null) => FrontedServer.StartAsync(
        Media, [["Kind=Varnish", $"Url={cache.Url}"]], options => options.ConfigureServices = gate is null ? null : services => UseSlowStore(services, gate));

    private static void UseSlowStore(IServiceCollection services, Task gate) => services.AddSingleton<IBlobStore>(
        all => new SlowBlobStore(DiskStoreOf(all), gate));

    // The file of a blob can be read to its end after its deletion. A blob in a segment cannot.
    private static DiskBlobStore DiskStoreOf(IServiceProvider all) => new(all.GetRequiredService<Storage.DataDirectory>().Root, Durability.Os, writesSegments: false);

    private static SlowBlobStore StoreOf(FrontedServer fronted) => (SlowBlobStore)fronted.Server.Services.GetRequiredService<IBlobStore>();

    private static Task<string> UploadAsync(FrontedServer fronted) => Uploads.UploadAsync(fronted.Server, Uploads.Png, "a.png");

    // Straight from the server: the recorder is no cache.
    private static async Task<HttpStatusCode> ReadAsync(FrontedServer fronted, string url)
    {
        using var client = fronted.Server.CreateAnonymousClient();
        using var response = await client.GetAsync(new Uri(url).AbsolutePath, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static int Count(PurgeRecorder cache, string url) => cache.Calls.Count(call => call.Header("xkey").Split(' ').Contains(KeyOf(url)));

    private static string KeyOf(string url) => url.Split('/')[^2];
}
