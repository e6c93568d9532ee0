using Microsoft.Extensions.Time.Testing;
using Parhelion.Server.Tests;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.S3.Tests;

public sealed class CephLateWriteTests() : LateWriteTests("ceph");

public sealed class SwiftLateWriteTests() : LateWriteTests("swift");

/// <summary>The first attempt of an upload is held up on its way to the store, and comes when the file was uploaded by the second one, deleted and erased. It brings the bytes
/// back: they are erased again, and no receipt says before that they are gone.</summary>
public abstract class LateWriteTests(string engineName)
{
    [Fact]
    public async Task Bytes_that_come_late_are_erased_again_before_the_receipt_says_so()
    {
        var engine = await S3Engine.GetAsync(engineName);
        var bucket = await engine.NewBucketAsync();
        await using var proxy = new LyingProxy(engine.Endpoint);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                foreach (var (name, value) in engine.Settings(bucket, proxy.Url)) options.Settings[name] = value;
                options.TimeProvider = clock;
            },
            TestContext.Current.CancellationToken);
        (proxy.Lie, proxy.About) = (Lie.Late, StoreOperation.PutObject);
        var url = await Uploads.UploadAsync(server, ServerTests.Png(5000), "a.png");
        var usual = await Uploads.UploadAsync(server, ServerTests.Png(5001), "b.png");
        Assert.Equal(1, proxy.Lies);

        foreach (var each in (string[])[url, usual]) using (await Uploads.RemoveAsync(server, each)) { }
        await UntilAsync(async () => await ErasedAsync(server, usual), clock);
        await UntilAsync(async () => (await engine.ContentsAsync(bucket)).Count == 0, clock);
        await proxy.SendLateAsync();
        Assert.Single(await engine.ContentsAsync(bucket));
        clock.Advance(TimeSpan.FromMinutes(15));
        Assert.False(await ErasedAsync(server, url));

        clock.Advance(TimeSpan.FromMinutes(6));
        await UntilAsync(async () => await ErasedAsync(server, url), clock);
        Assert.Empty(await engine.ContentsAsync(bucket));
    }

    private static async Task<bool> ErasedAsync(ParhelionServer server, string url)
    {
        await foreach (var receipt in server.CreateParhelionClient().Attachments.ListReceiptsAsync(server.AppId, url))
        {
            if (receipt.ErasedAt is not null) return true;
        }

        return false;
    }

    // What waits on the clock of the server is let go on.
    private static Task UntilAsync(Func<Task<bool>> condition, FakeTimeProvider clock) => Uploads.WaitAsync(
        async () =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            return await condition();
        },
        () => "It did not happen.");
}
