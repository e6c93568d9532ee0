using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Tests.Blobs;

public sealed class DiskBlobStoreTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-blobs-").FullName;

    [Theory]
    [InlineData(Durability.Full, 0)]
    [InlineData(Durability.Full, 1)]
    [InlineData(Durability.Os, 1_000_003)]
    public async Task Blob_reads_back_byte_for_byte(Durability durability, int length)
    {
        var store = new DiskBlobStore(directory, durability);
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        var key = BlobKey.New();

        Assert.Equal(length, await store.WriteAsync(key, PipeReader.Create(new MemoryStream(bytes)), TestContext.Current.CancellationToken));

        Assert.Equal(bytes, await ReadAsync(store, key, 0, length));
        if (length > 10) Assert.Equal(bytes[5..10], await ReadAsync(store, key, 5, 5));
        Assert.Empty(Directory.GetFiles(Path.Combine(directory, "staging")));
    }

    [Fact]
    public async Task Source_that_breaks_off_leaves_nothing()
    {
        var store = new DiskBlobStore(directory, Durability.Full);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(new byte[300_000], TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync(new IOException("gone"));

        await Assert.ThrowsAsync<IOException>(() => store.WriteAsync(BlobKey.New(), pipe.Reader, TestContext.Current.CancellationToken));

        Assert.Empty(Directory.GetFiles(directory, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Deleting_is_idempotent()
    {
        var store = new DiskBlobStore(directory, Durability.Full);
        var key = BlobKey.New();
        await store.WriteAsync(key, PipeReader.Create(new MemoryStream([1, 2, 3])), TestContext.Current.CancellationToken);

        for (var attempt = 0; attempt < 2; attempt++) Assert.Empty(await store.DeleteAsync([key, BlobKey.New()], TestContext.Current.CancellationToken));
        Assert.Null(await store.OpenAsync(key, 0, 3, TestContext.Current.CancellationToken));
        Assert.Null(await store.LengthAsync(key, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Open_blob_stays_readable_after_it_is_deleted()
    {
        var store = new DiskBlobStore(directory, Durability.Full);
        var key = BlobKey.New();
        await store.WriteAsync(key, PipeReader.Create(new MemoryStream([1, 2, 3])), TestContext.Current.CancellationToken);
        await using var blob = await store.OpenAsync(key, 0, 3, TestContext.Current.CancellationToken);

        await store.DeleteAsync([key], TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3], await ReadAsync(blob!));
    }

    [Fact]
    public async Task Listing_tells_whole_blobs_staged_files_and_foreign_ones_apart()
    {
        var store = new DiskBlobStore(directory, Durability.Full);
        var key = BlobKey.New();
        await store.WriteAsync(key, PipeReader.Create(new MemoryStream([1])), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(directory, "staging", "left"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(directory, "blobs", "README"), "", TestContext.Current.CancellationToken);

        var states = new List<StoredBlobState>();
        await foreach (var entry in store.ListAsync(TestContext.Current.CancellationToken)) states.Add(entry.State);

        Assert.Equal([StoredBlobState.Whole, StoredBlobState.Staged, StoredBlobState.Foreign], states.Order());
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static async Task<byte[]> ReadAsync(DiskBlobStore store, BlobKey key, long offset, long count)
    {
        await using var blob = await store.OpenAsync(key, offset, count, TestContext.Current.CancellationToken);
        return await ReadAsync(blob!);
    }

    private static async Task<byte[]> ReadAsync(Blob blob)
    {
        var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        await blob.CopyToAsync(writer, TestContext.Current.CancellationToken);
        await writer.CompleteAsync();
        return stream.ToArray();
    }
}
