using System.IO.Pipelines;
using System.Security.Cryptography;
using Parhelion.Core.Blobs;

namespace Parhelion.Tests;

/// <summary>What <see cref="IBlobStore"/> promises, sentence by sentence. Every store passes it.</summary>
public abstract class BlobStoreContract : IAsyncLifetime
{
    private const int MiB = 1 << 20;

    /// <summary>The store under test: empty, and nobody else's.</summary>
    protected IBlobStore Store { get; private set; } = null!;

    /// <summary>More than the store lists or deletes at a time.</summary>
    protected virtual int Many => 1010;

    /// <summary>Whether a small blob that is open can still be read after it was deleted.</summary>
    protected virtual bool KeepsOpenBlobs => true;

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(128 * 1024)]
    [InlineData((128 * 1024) + 1)]
    [InlineData((16 * MiB) - 1)]
    [InlineData(16 * MiB)]
    [InlineData((16 * MiB) + 1)]
    [InlineData(24 * MiB)]
    [InlineData(50_000_000)]
    public async Task Blob_reads_back_byte_for_byte(int length)
    {
        var bytes = Noise(length);
        var key = BlobKey.New();

        Assert.Equal(new BlobWriteResult(length, TimeSpan.Zero), await Store.WriteAsync(key, PipeReader.Create(new MemoryStream(bytes)), TestContext.Current.CancellationToken));

        Assert.Equal(length, await Store.LengthAsync(key, TestContext.Current.CancellationToken));
        await using (var blob = await Store.OpenAsync(key, 0, length, TestContext.Current.CancellationToken))
        {
            Assert.Equal(length, blob!.Length);
            Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await ReadAsync(blob)));
        }

        await AssertHoldsAsync(BlobListingEntryKind.Complete);
    }

    [Fact]
    public async Task Range_is_exactly_what_was_asked_for()
    {
        var bytes = Noise(17 * MiB);
        var key = await WriteAsync(bytes);

        foreach (var (offset, count) in ((int, int)[])[(0, 1), (5, 5), (0, 300_000), ((8 * MiB) - 3, 7), (bytes.Length - 1, 1)])
        {
            await using var blob = await Store.OpenAsync(key, offset, count, TestContext.Current.CancellationToken);
            Assert.Equal(bytes.Length, blob!.Length);
            Assert.Equal(bytes[offset..(offset + count)], await ReadAsync(blob));
        }
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(100, 1)]
    public async Task Blob_that_is_shorter_than_asked_for_says_so(int offset, int count)
    {
        var key = await WriteAsync([1, 2, 3]);

        await using var blob = await Store.OpenAsync(key, offset, count, TestContext.Current.CancellationToken);

        Assert.Equal(3, blob!.Length);
        await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(blob));
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        Assert.Null(await Store.OpenAsync(BlobKey.New(), 0, 1, TestContext.Current.CancellationToken));
        Assert.Null(await Store.OpenAsync(BlobKey.New(), 100, 1, TestContext.Current.CancellationToken));
        Assert.Null(await Store.LengthAsync(BlobKey.New(), TestContext.Current.CancellationToken));
        await AssertHoldsAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    [InlineData(20 * MiB)]
    public async Task Source_that_breaks_off_leaves_nothing(int length)
    {
        var source = new Source(Noise(length), new InvalidOperationException("broken off"));

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(BlobKey.New(), source.Reader, TestContext.Current.CancellationToken));

        Assert.Equal("broken off", fault.Message);
        await AssertHoldsAsync();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    [InlineData(20 * MiB)]
    public async Task Cancelled_write_leaves_nothing(int length)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var source = new Source(Noise(length), null, ends: false);
        var writing = Store.WriteAsync(BlobKey.New(), source.Reader, cancel.Token);
        await source.Fed;

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        await AssertHoldsAsync();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(20 * MiB)]
    public async Task Nothing_is_published_before_the_source_completes(int length)
    {
        var key = BlobKey.New();
        var source = new Source(Noise(length), null, ends: false);
        var writing = Store.WriteAsync(key, source.Reader, TestContext.Current.CancellationToken);
        await source.Fed;

        Assert.Null(await Store.LengthAsync(key, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(await ListAsync(), entry => entry.State == BlobListingEntryKind.Complete);

        source.End();
        Assert.Equal(new BlobWriteResult(length, TimeSpan.Zero), await writing);
        Assert.Equal(length, await Store.LengthAsync(key, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    [InlineData(16 * MiB)]
    [InlineData(30 * MiB)]
    public async Task Check_can_read_all_bytes(int length)
    {
        var bytes = Noise(length);
        var key = BlobKey.New();

        await Store.WriteAsync(
            key,
            PipeReader.Create(new MemoryStream(bytes)),
            async staged =>
            {
                Assert.Equal(length, staged.Length);
                var buffer = new byte[70_000];
                foreach (var offset in (int[])[0, length / 2, Math.Max(0, length - buffer.Length), length - 1])
                {
                    var read = await staged.ReadAsync(buffer, offset, TestContext.Current.CancellationToken);
                    Assert.Equal(bytes[offset..Math.Min(length, offset + buffer.Length)], buffer[..read]);
                }
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(length, await Store.LengthAsync(key, TestContext.Current.CancellationToken));
        await AssertHoldsAsync(BlobListingEntryKind.Complete);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    [InlineData(30 * MiB)]
    public async Task Check_that_refuses_leaves_nothing(int length)
    {
        var source = PipeReader.Create(new MemoryStream(Noise(length)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(
            BlobKey.New(), source, _ => throw new InvalidOperationException("refused"), TestContext.Current.CancellationToken));

        await AssertHoldsAsync();
    }

    [Fact]
    public async Task Deleting_is_idempotent_and_takes_only_what_is_named()
    {
        var (deleted, kept) = (await WriteAsync([1, 2, 3]), await WriteAsync([4]));

        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.Empty(await Store.DeleteAsync([deleted, BlobKey.New()], TestContext.Current.CancellationToken));
            Assert.Empty(await Store.DeleteAsync([deleted], TestContext.Current.CancellationToken));
        }

        Assert.Empty(await Store.DeleteAsync([], TestContext.Current.CancellationToken));
        Assert.Null(await Store.OpenAsync(deleted, 0, 3, TestContext.Current.CancellationToken));
        Assert.Equal(1, await Store.LengthAsync(kept, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_are_listed_and_deleted()
    {
        var keys = Enumerable.Range(0, Many).Select(_ => BlobKey.New()).ToList();
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (key, token) =>
            await Store.WriteAsync(key, PipeReader.Create(new MemoryStream([1])), token));

        var listed = await ListAsync();
        Assert.Equal(keys.Select(key => key.Value).Order(StringComparer.Ordinal), listed.Select(entry => entry.Key!.Value.Value).Order(StringComparer.Ordinal));
        Assert.All(listed, entry => Assert.Equal((BlobListingEntryKind.Complete, 1), (entry.State, entry.Length)));

        Assert.Empty(await Store.DeleteAsync([.. keys, .. Enumerable.Range(0, Many / 2).Select(_ => BlobKey.New())], TestContext.Current.CancellationToken));
        await AssertHoldsAsync();
    }

    [Fact]
    public async Task Open_blob_stays_readable_after_it_is_deleted_or_says_that_it_is_gone()
    {
        var bytes = Noise(100_000);
        var key = await WriteAsync(bytes);
        await using var blob = await Store.OpenAsync(key, 0, bytes.Length, TestContext.Current.CancellationToken);

        await Store.DeleteAsync([key], TestContext.Current.CancellationToken);

        if (KeepsOpenBlobs) Assert.Equal(bytes, await ReadAsync(blob!));
        else await Assert.ThrowsAsync<BlobDeletedDuringReadException>(() => ReadAsync(blob!));
    }

    [Fact]
    public async Task Entry_of_a_listing_tells_when_and_goes_when_it_is_deleted()
    {
        var before = DateTimeOffset.UtcNow;
        var key = await WriteAsync([1, 2, 3]);

        var entry = Assert.Single(await ListAsync());

        Assert.Equal((key, BlobListingEntryKind.Complete, 3), (entry.Key!.Value, entry.State, entry.Length));
        Assert.EndsWith(key.Value, entry.Name, StringComparison.Ordinal);
        // Stores tell whole seconds.
        Assert.InRange(entry.ModifiedAt, before.AddSeconds(-2), DateTimeOffset.UtcNow.AddSeconds(2));
        for (var attempt = 0; attempt < 2; attempt++) await Store.DeleteAsync(entry, TestContext.Current.CancellationToken);
        await AssertHoldsAsync();
    }

    [Fact]
    public async Task Blob_goes_into_the_quarantine_and_comes_back_as_it_was()
    {
        var bytes = Noise(17 * MiB);
        var (key, other) = (await WriteAsync(bytes), await WriteAsync([4]));
        var before = await Store.NowAsync(TestContext.Current.CancellationToken);

        Assert.True(await Store.Quarantine.QuarantineAsync(key, TestContext.Current.CancellationToken));

        Assert.False(await Store.Quarantine.QuarantineAsync(key, TestContext.Current.CancellationToken));
        Assert.Null(await Store.LengthAsync(key, TestContext.Current.CancellationToken));
        Assert.Equal(other, Assert.Single(await ListAsync()).Key);
        var entry = Assert.Single(await QuarantineAsync());
        Assert.Equal((key, BlobListingEntryKind.Quarantined, bytes.Length), (entry.Key!.Value, entry.State, entry.Length));
        Assert.InRange(entry.ModifiedAt, before.AddSeconds(-2), before.AddMinutes(1));
        Assert.True(await Store.Quarantine.RestoreAsync(key, TestContext.Current.CancellationToken));
        Assert.False(await Store.Quarantine.RestoreAsync(key, TestContext.Current.CancellationToken));
        Assert.Empty(await QuarantineAsync());
        await using var blob = await Store.OpenAsync(key, 0, bytes.Length, TestContext.Current.CancellationToken);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await ReadAsync(blob!)));
    }

    [Fact]
    public async Task Deleting_a_blob_or_its_entry_erases_it_in_the_quarantine()
    {
        var (byKey, byEntry, kept) = (await WriteAsync([1]), await WriteAsync([2]), await WriteAsync([3]));
        foreach (var key in (BlobKey[])[byKey, byEntry, kept]) Assert.True(await Store.Quarantine.QuarantineAsync(key, TestContext.Current.CancellationToken));

        Assert.Empty(await Store.DeleteAsync([byKey], TestContext.Current.CancellationToken));
        await Store.DeleteAsync((await QuarantineAsync()).Single(entry => entry.Key == byEntry), TestContext.Current.CancellationToken);

        Assert.Equal(kept, Assert.Single(await QuarantineAsync()).Key);
        await AssertHoldsAsync();
    }

    [Fact]
    public async Task Mark_reads_back_is_replaced_and_is_not_listed()
    {
        Assert.Null(await Store.IdentityFile.ReadAsync(TestContext.Current.CancellationToken));
        foreach (var watermark in (long[])[0, 7, long.MaxValue])
        {
            var mark = new StoreIdentity("6b0869024b61946e05709812", watermark);
            await Store.IdentityFile.WriteAsync(mark, TestContext.Current.CancellationToken);
            Assert.Equal(mark, await Store.IdentityFile.ReadAsync(TestContext.Current.CancellationToken));
        }

        await AssertHoldsAsync();
    }

    [Fact]
    public async Task Clock_of_the_store_is_the_one_that_stamps_blobs()
    {
        var before = await Store.NowAsync(TestContext.Current.CancellationToken);
        await WriteAsync([1]);
        var after = await Store.NowAsync(TestContext.Current.CancellationToken);

        // Stores tell whole seconds, and servers of one store may differ a little.
        Assert.InRange(Assert.Single(await ListAsync()).ModifiedAt, before.AddSeconds(-2), after.AddSeconds(2));
    }

    [Fact]
    public async Task Reader_that_has_gone_ends_the_copy()
    {
        var key = await WriteAsync(Noise(2_000_000));
        await using var blob = await Store.OpenAsync(key, 0, 2_000_000, TestContext.Current.CancellationToken);
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();

        await blob!.CopyToAsync(pipe.Writer, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Check_passes_and_leaves_nothing()
    {
        for (var round = 0; round < 2; round++) await Store.CheckAsync(TestContext.Current.CancellationToken);

        await AssertHoldsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await CloseAsync();
    }

    protected abstract Task<IBlobStore> OpenAsync();

    protected abstract ValueTask CloseAsync();

    /// <summary>Names of files that the store has in a folder of this machine and that are not blobs.</summary>
    protected abstract IEnumerable<string> Litter();

    protected static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    protected static async Task<byte[]> ReadAsync(OpenBlob blob)
    {
        var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        await blob.CopyToAsync(writer, TestContext.Current.CancellationToken);
        await writer.CompleteAsync();
        return stream.ToArray();
    }

    protected async Task<BlobKey> WriteAsync(byte[] bytes)
    {
        var key = BlobKey.New();
        await Store.WriteAsync(key, PipeReader.Create(new MemoryStream(bytes)), TestContext.Current.CancellationToken);
        return key;
    }

    protected async Task<List<BlobListingEntry>> ListAsync()
    {
        var entries = new List<BlobListingEntry>();
        await foreach (var entry in Store.ListAsync(TestContext.Current.CancellationToken)) entries.Add(entry);
        return entries;
    }

    private async Task<List<BlobListingEntry>> QuarantineAsync()
    {
        var entries = new List<BlobListingEntry>();
        await foreach (var entry in Store.Quarantine.ListAsync(TestContext.Current.CancellationToken)) entries.Add(entry);
        return entries;
    }

    protected async Task AssertHoldsAsync(params BlobListingEntryKind[] states)
    {
        Assert.Equal(states, (await ListAsync()).Select(entry => entry.State));
        Assert.Empty(Litter());
    }

    /// <summary>What is uploaded, with an end to order.</summary>
    private sealed class Source
    {
        private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 256 * 1024, resumeWriterThreshold: 128 * 1024));

        public Source(byte[] bytes, Exception? fault, bool ends = true) => Fed = FeedAsync(bytes, fault, ends);

        public PipeReader Reader => pipe.Reader;

        /// <summary>Until the store has taken all but the last 256 KiB.</summary>
        public Task Fed { get; }

        public void End() => pipe.Writer.Complete();

        private async Task FeedAsync(byte[] bytes, Exception? fault, bool ends)
        {
            for (var sent = 0; sent < bytes.Length; sent += 64 * 1024)
            {
                await pipe.Writer.WriteAsync(bytes.AsMemory(sent, Math.Min(64 * 1024, bytes.Length - sent)), TestContext.Current.CancellationToken);
            }

            if (ends) await pipe.Writer.CompleteAsync(fault);
        }
    }
}
