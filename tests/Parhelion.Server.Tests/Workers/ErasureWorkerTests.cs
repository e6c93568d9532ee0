using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Workers;

/// <summary>Deletions that follow one another are erased together.</summary>
public sealed class ErasureWorkerTests
{
    // At most 20 rounds per second.
    private const int RoundMilliseconds = 50;

    [Fact]
    public async Task Deletions_that_follow_one_another_are_erased_together()
    {
        CountingBlobStore? store = null;
        await using var server = await ParhelionServer.StartAsync(
            options => options.ConfigureServices = services => services.AddSingleton<IBlobStore>(
                all => store = new CountingBlobStore(new DiskBlobStore(all.GetRequiredService<Storage.DataDirectory>().Root, Durability.Os))),
            TestContext.Current.CancellationToken);
        var urls = new string[60];
        for (var i = 0; i < urls.Length; i++) urls[i] = await Uploads.UploadAsync(server, Uploads.Png, $"{i}.png");

        var begun = Stopwatch.GetTimestamp();
        foreach (var url in urls) (await Uploads.RemoveAsync(server, url)).EnsureSuccessStatusCode().Dispose();
        await Uploads.WaitAsync(() => store!.Erased >= urls.Length, () => $"{store!.Erased} of {urls.Length} files are erased.");

        var rounds = 2 + (Stopwatch.GetElapsedTime(begun).TotalMilliseconds / RoundMilliseconds);
        Assert.True(store!.Rounds <= rounds, $"{urls.Length} files were erased in {store.Rounds} rounds, and {rounds:0} were possible in this time.");
    }

    private sealed class CountingBlobStore(IBlobStore inner) : WrappedBlobStore(inner)
    {
        private int erased;
        private int rounds;

        public int Erased => Volatile.Read(ref erased);

        public int Rounds => Volatile.Read(ref rounds);

        public override async ValueTask<IReadOnlyList<BlobRemovalFailure>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
        {
            var left = await base.DeleteAsync(keys, cancellationToken);
            Interlocked.Increment(ref rounds);
            Interlocked.Add(ref erased, keys.Count);
            return left;
        }
    }
}
