using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Parhelion.Core.Blobs;

namespace Parhelion.Tests;

/// <summary>What <see cref="IPartialBlobStore"/> promises, sentence by sentence. Every store passes it.</summary>
public abstract class PartialBlobStoreContract : IAsyncLifetime
{
    protected const int MiB = 1 << 20;

    /// <summary>The store under test: empty, and nobody else's.</summary>
    protected IBlobStore Store { get; private set; } = null!;

    /// <summary>How many files or objects an upload may have while it is under way.</summary>
    protected abstract int MaxEntries { get; }

    protected IPartialBlobStore Partial => Store.Partial;

    public async ValueTask InitializeAsync() => Store = await OpenStoreAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData((8 * MiB) - 1)]
    [InlineData(8 * MiB)]
    [InlineData((8 * MiB) + 1)]
    [InlineData(20_000_003)]
    public async Task Upload_in_one_piece_is_published_byte_for_byte(int length)
    {
        var (key, bytes) = (BlobKey.New(), Noise(length));

        await using (var writer = await OpenAsync(key, PartialBlobState.Empty))
        {
            await AppendAsync(writer, bytes, piece: 70_001);
            Assert.Equal(length, writer.Length);
            Assert.Null(await Store.LengthAsync(key, Token));
            Assert.Equal(new BlobWriteResult(length, TimeSpan.Zero), await writer.PublishAsync(null));
        }

        await AssertPublishedAsync(key, bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Upload_goes_on_wherever_a_request_ended(int seed)
    {
        var (key, bytes, random) = (BlobKey.New(), Noise(20_000_003), new Random(seed));
        var state = PartialBlobState.Empty;

        while (state.Length < bytes.Length)
        {
            await using var writer = await OpenAsync(key, state);
            var count = random.Next(4) switch { 0 => 1, 1 => 8 * MiB, 2 => (8 * MiB) + 1, _ => random.Next(3_000_000) };
            var end = (int)Math.Min(bytes.Length, state.Length + count);
            await AppendAsync(writer, bytes.AsMemory((int)state.Length, end - (int)state.Length), piece: random.Next(1, 400_000));
            state = await writer.SaveAsync();
            Assert.Equal((end, end), (state.Length, writer.Length));
        }

        await PublishAsync(key, state);
        await AssertPublishedAsync(key, bytes);
    }

    [Fact]
    public async Task First_bytes_can_be_read_and_more_can_be_appended()
    {
        var (key, bytes) = (BlobKey.New(), Noise(9 * MiB));
        var state = await SaveAsync(key, bytes.AsMemory(0, 1000));
        await using (var writer = await OpenAsync(key, state))
        {
            await AppendAsync(writer, bytes.AsMemory(1000, 64_000));
            var start = new byte[60_000];
            Assert.Equal(60_000, await writer.ReadStartAsync(start));
            Assert.Equal(bytes[..60_000], start);
            Assert.Equal(65_000, await writer.ReadStartAsync(new byte[70_000]));
            await AppendAsync(writer, bytes.AsMemory(65_000));
            await writer.PublishAsync(null);
        }

        await AssertPublishedAsync(key, bytes);
    }

    [Fact]
    public async Task Bytes_that_were_appended_and_not_saved_are_dropped()
    {
        var (key, bytes) = (BlobKey.New(), Noise(9 * MiB));
        PartialBlobState state;
        await using (var writer = await OpenAsync(key, PartialBlobState.Empty))
        {
            await AppendAsync(writer, bytes.AsMemory(0, 1000));
            state = await writer.SaveAsync();
            await AppendAsync(writer, Noise(500_000));
        }

        await using (var writer = await OpenAsync(key, state))
        {
            Assert.Equal((1000, state), (writer.Length, writer.Saved));
            await AppendAsync(writer, bytes.AsMemory(1000));
            await writer.PublishAsync(null);
        }

        await AssertPublishedAsync(key, bytes);
    }

    [Fact]
    public async Task State_advances_while_bytes_come()
    {
        var (key, bytes) = (BlobKey.New(), Noise(20 * MiB));
        PartialBlobState state;
        await using (var writer = await OpenAsync(key, PartialBlobState.Empty))
        {
            await AppendAsync(writer, bytes);
            while (writer.Saved.Length < 8 * MiB) await Task.Delay(5, Token);
            state = writer.Saved;
        }

        // As after a crash of the node.
        await using (var writer = await OpenAsync(key, state))
        {
            await AppendAsync(writer, bytes.AsMemory((int)state.Length));
            await writer.PublishAsync(null);
        }

        await AssertPublishedAsync(key, bytes);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(9 * MiB)]
    public async Task Writer_that_goes_on_too_late_never_mixes_its_bytes_in(int recorded)
    {
        var (key, bytes, others) = (BlobKey.New(), Noise(20 * MiB), Noise((20 * MiB) + 1));
        PartialBlobState state;
        await using (var writer = await OpenAsync(key, PartialBlobState.Empty))
        {
            await AppendAsync(writer, bytes.AsMemory(0, recorded));
            state = await writer.SaveAsync();
        }

        await using var late = await OpenAsync(key, state);
        await AppendLateAsync(late, others.AsMemory(0, 300_000));
        await using (var writer = await OpenAsync(key, state))
        {
            await AppendAsync(writer, bytes.AsMemory(recorded, 500_000));
            await AppendLateAsync(late, others.AsMemory(300_000, 9 * MiB));
            await AppendAsync(writer, bytes.AsMemory(recorded + 500_000));
            await AppendLateAsync(late, others.AsMemory(0, 100_000));
            await writer.SaveAsync();
            await AppendLateAsync(late, others.AsMemory(0, 100_000));
            await writer.PublishAsync(null);
        }

        Assert.Equal(SHA256.HashData(bytes), await HashAsync(key, bytes.Length));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(9 * MiB)]
    public async Task Bytes_that_the_store_has_lost_are_reported(int length)
    {
        var key = BlobKey.New();
        var state = await SaveAsync(key, Noise(length));
        await foreach (var entry in Store.ListAsync(Token)) await Store.DeleteAsync(entry, Token);

        await Assert.ThrowsAsync<PartialBlobLostException>(async () => await OpenAsync(key, state));
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1000, 0)]
    [InlineData(20 * MiB, 20 * MiB)]
    public async Task Blob_that_was_published_before_a_crash_is_published_again(int length, int recorded)
    {
        var (key, bytes) = (BlobKey.New(), Noise(length));
        var state = await SaveAsync(key, bytes.AsMemory(0, recorded));
        await using (var writer = await OpenAsync(key, state))
        {
            await AppendAsync(writer, bytes.AsMemory(recorded));
            await writer.PublishAsync(null);
        }

        // The row was not committed, so the client sends what was not recorded once more.
        var isChecked = false;
        await using (var writer = await OpenAsync(key, state))
        {
            await AppendAsync(writer, bytes.AsMemory(recorded));
            var write = await writer.PublishAsync(async whole =>
            {
                isChecked = true;
                Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await ReadAsync(whole)));
            });
            Assert.Equal(length, write.Length);
        }

        Assert.True(isChecked);
        await AssertPublishedAsync(key, bytes);
    }

    [Theory]
    [InlineData(5 * MiB, 1000)]
    [InlineData(20 * MiB, 9 * MiB)]
    public async Task Blob_that_was_published_before_a_crash_takes_its_rest_in_pieces(int length, int recorded)
    {
        const int Piece = 3 * MiB;
        var (key, bytes) = (BlobKey.New(), Noise(length));
        var state = await SaveAsync(key, bytes.AsMemory(0, recorded));
        await using (var writer = await OpenAsync(key, state))
        {
            await AppendAsync(writer, bytes.AsMemory(recorded));
            await writer.PublishAsync(null);
        }

        for (var sent = recorded; sent < length; sent += Piece)
        {
            await using var writer = await OpenAsync(key, state);
            await AppendAsync(writer, bytes.AsMemory(sent, Math.Min(Piece, length - sent)));
            state = await writer.SaveAsync();
            Assert.Equal(Math.Min(length, sent + Piece), state.Length);
        }

        await PublishAsync(key, state);
        await AssertPublishedAsync(key, bytes);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(9 * MiB, 0)]
    [InlineData(1000, 500)]
    [InlineData(20 * MiB, 9 * MiB)]
    public async Task Check_that_refuses_leaves_nothing(int length, int recorded)
    {
        var (key, bytes) = (BlobKey.New(), Noise(length));
        var state = await SaveAsync(key, bytes.AsMemory(0, recorded));
        await using (var writer = await OpenAsync(key, state))
        {
            await AppendAsync(writer, bytes.AsMemory(recorded));
            await Assert.ThrowsAsync<InvalidOperationException>(() => writer.PublishAsync(_ => throw new InvalidOperationException("refused")));
        }

        Assert.Null(await Store.LengthAsync(key, Token));
        await Partial.DeleteAsync(key, state, Token);
        Assert.Empty(await ListAsync());
        Assert.Empty(Litter());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(20_000_003)]
    public async Task Check_can_read_all_bytes(int length)
    {
        var (key, bytes) = (BlobKey.New(), Noise(length));
        await using var writer = await OpenAsync(key, await SaveAsync(key, bytes));

        byte[]? hash = null;
        await writer.PublishAsync(async whole => hash = SHA256.HashData(await ReadAsync(whole)));

        Assert.Equal(SHA256.HashData(bytes), hash);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000_003)]
    public async Task Deleting_is_idempotent_and_keeps_a_published_blob(int length)
    {
        var (key, other) = (BlobKey.New(), BlobKey.New());
        var state = await SaveAsync(key, Noise(length));
        await PublishAsync(other, await SaveAsync(other, Noise(1)));

        for (var attempt = 0; attempt < 2; attempt++)
        {
            await Partial.DeleteAsync(key, state, Token);
            await Partial.DeleteAsync(BlobKey.New(), PartialBlobState.Empty, Token);
            await Partial.DeleteAsync(other, PartialBlobState.Empty, Token);
        }

        Assert.Equal(other, Assert.Single(await ListAsync()).Key);
        Assert.Empty(Litter());
        if (length > 0) await Assert.ThrowsAsync<PartialBlobLostException>(async () => await OpenAsync(key, state));
    }

    [Fact]
    public async Task Upload_without_bytes_takes_nothing()
    {
        var state = await SaveAsync(BlobKey.New(), Noise(0));

        Assert.Equal(0, state.Length);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Unfinished_upload_is_listed_as_such()
    {
        var key = BlobKey.New();
        await SaveAsync(key, Noise(9 * MiB));

        var entries = await ListAsync();

        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Assert.Equal((BlobListingEntryKind.Partial, key), (entry.State, entry.Key!.Value)));
        Assert.All(entries, entry => Assert.InRange(entry.ModifiedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(2)));
        foreach (var entry in entries) for (var attempt = 0; attempt < 2; attempt++) await Store.DeleteAsync(entry, Token);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Many_tiny_requests_keep_few_entries()
    {
        var (key, bytes, state) = (BlobKey.New(), Noise(100), PartialBlobState.Empty);
        foreach (var one in bytes)
        {
            await using var writer = await OpenAsync(key, state);
            await AppendAsync(writer, new[] { one });
            state = await writer.SaveAsync();
            Assert.InRange((await ListAsync()).Count, 1, MaxEntries);
        }

        Assert.InRange(state.Parts?.Length ?? 0, 0, 4096);
        await PublishAsync(key, state);
        await AssertPublishedAsync(key, bytes);
    }

    [Fact]
    public async Task Ten_thousand_tiny_pieces_keep_few_entries()
    {
        var (key, bytes) = (BlobKey.New(), Noise(10_000));
        await using (var writer = await OpenAsync(key, PartialBlobState.Empty))
        {
            await AppendAsync(writer, bytes, piece: 1);
            await writer.SaveAsync();
            Assert.InRange((await ListAsync()).Count, 1, MaxEntries);
            await writer.PublishAsync(null);
        }

        await AssertPublishedAsync(key, bytes);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await CloseAsync();
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<IBlobStore> OpenStoreAsync();

    protected abstract ValueTask CloseAsync();

    /// <summary>Names of files that the store has in a folder of this machine and that are not blobs.</summary>
    protected abstract IEnumerable<string> Litter();

    /// <summary>Opens a writer, on another node where the store has several.</summary>
    protected virtual ValueTask<IPartialBlobWriter> OpenAsync(BlobKey key, PartialBlobState state) => Partial.OpenAsync(key, state, Token);

    protected static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    protected static async Task AppendAsync(IPartialBlobWriter writer, ReadOnlyMemory<byte> bytes, int piece = 64 * 1024)
    {
        for (var sent = 0; sent < bytes.Length; sent += piece)
        {
            await writer.AppendAsync(new ReadOnlySequence<byte>(bytes.Slice(sent, Math.Min(piece, bytes.Length - sent))), Token);
        }
    }

    protected async Task<PartialBlobState> SaveAsync(BlobKey key, ReadOnlyMemory<byte> bytes)
    {
        await using var writer = await OpenAsync(key, PartialBlobState.Empty);
        await AppendAsync(writer, bytes);
        return await writer.SaveAsync();
    }

    protected async Task PublishAsync(BlobKey key, PartialBlobState state)
    {
        await using var writer = await OpenAsync(key, state);
        Assert.Equal(state.Length, (await writer.PublishAsync(null)).Length);
    }

    protected async Task<List<BlobListingEntry>> ListAsync()
    {
        var entries = new List<BlobListingEntry>();
        await foreach (var entry in Store.ListAsync(Token)) entries.Add(entry);
        return entries;
    }

    protected async Task AssertPublishedAsync(BlobKey key, byte[] bytes)
    {
        Assert.Equal(bytes.Length, await Store.LengthAsync(key, Token));
        Assert.Equal(SHA256.HashData(bytes), await HashAsync(key, bytes.Length));
        Assert.Equal(BlobListingEntryKind.Complete, Assert.Single(await ListAsync()).State);
        Assert.Empty(Litter());
    }

    protected async Task<byte[]> HashAsync(BlobKey key, long length)
    {
        await using var blob = await Store.OpenAsync(key, 0, length, Token);
        var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream);
        await blob!.CopyToAsync(pipe, Token);
        await pipe.CompleteAsync();
        return SHA256.HashData(stream.ToArray());
    }

    // It may fail: the upload is not its own any more.
    private static async Task AppendLateAsync(IPartialBlobWriter late, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await AppendAsync(late, bytes);
            await late.SaveAsync();
        }
        catch (IOException)
        {
            // See above.
        }
    }

    private static async Task<byte[]> ReadAsync(IStagedUploadReader whole)
    {
        var bytes = new byte[whole.Length];
        for (var offset = 0; offset < bytes.Length;)
        {
            var count = await whole.ReadAsync(bytes.AsMemory(offset, Math.Min(MiB, bytes.Length - offset)), offset, Token);
            Assert.NotEqual(0, count);
            offset += count;
        }

        return bytes;
    }
}
