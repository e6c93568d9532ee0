using System.IO.Pipelines;
using Parhelion.Core.Blobs;
using Parhelion.Tests;

namespace Parhelion.Core.Tests.Blobs;

public sealed class DiskBlobStoreTests : BlobStoreContract
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-blobs-").FullName;

    [Fact]
    public async Task Durability_changes_nothing_that_can_be_read()
    {
        var store = new DiskBlobStore(directory, Durability.Os);
        var bytes = Noise(1_000_003);
        var key = BlobKey.New();

        await store.WriteAsync(key, PipeReader.Create(new MemoryStream(bytes)), TestContext.Current.CancellationToken);

        await using var blob = await store.OpenAsync(key, 0, bytes.Length, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await ReadAsync(blob!));
    }

    [Fact]
    public async Task Blob_that_is_not_in_memory_is_waited_for()
    {
        var bytes = Noise(1_000_003);
        var key = await WriteAsync(bytes);
        var path = Directory.EnumerateFiles(Path.Combine(directory, "blobs"), key.Value, SearchOption.AllDirectories).Single();

        // Has the system drop what it keeps of the file.
        using (var drop = System.Diagnostics.Process.Start("dd", [$"if={path}", "iflag=nocache", "count=0", "status=none"]))
        {
            await drop.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, drop.ExitCode);
        }

        await using var blob = await Store.OpenAsync(key, 500, bytes.Length - 500, TestContext.Current.CancellationToken);
        Assert.Equal(bytes[500..], await ReadAsync(blob!));
    }

    [Theory]
    [InlineData("staging")]
    [InlineData("blobs")]
    public async Task Check_fails_where_an_upload_would(string folder)
    {
        Directory.Move(Path.Combine(directory, folder), Path.Combine(directory, "away"));
        await Assert.ThrowsAnyAsync<IOException>(() => Store.CheckAsync(TestContext.Current.CancellationToken));

        Directory.Move(Path.Combine(directory, "away"), Path.Combine(directory, folder));
        await Store.CheckAsync(TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Check_erases_what_an_interrupted_one_has_left_and_nobody_lists_it()
    {
        foreach (var folder in (string[])["staging", "blobs"]) await File.WriteAllTextAsync(Path.Combine(directory, folder, ".readiness"), "", TestContext.Current.CancellationToken);
        Assert.Empty(await ListAsync());

        await Store.CheckAsync(TestContext.Current.CancellationToken);

        Assert.Empty(Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Large_blob_stays_readable_after_it_is_deleted()
    {
        var bytes = Noise(1_000_003);
        var key = await WriteAsync(bytes);
        await using var blob = await Store.OpenAsync(key, 0, bytes.Length, TestContext.Current.CancellationToken);

        await Store.DeleteAsync([key], TestContext.Current.CancellationToken);

        Assert.Equal(bytes, await ReadAsync(blob!));
    }

    [Fact]
    public async Task Key_is_not_written_twice()
    {
        var bytes = Noise(DiskBlobStore.SmallBytes + 1);
        var key = await WriteAsync(bytes);

        await Assert.ThrowsAnyAsync<IOException>(() => Store.WriteAsync(key, PipeReader.Create(new MemoryStream(bytes)), TestContext.Current.CancellationToken));

        Assert.Equal(bytes.Length, await Store.LengthAsync(key, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Erasing_takes_what_an_interrupted_write_has_left()
    {
        var (key, other) = (BlobKey.New(), BlobKey.New());
        foreach (var left in (BlobKey[])[key, other]) await File.WriteAllTextAsync(Path.Combine(directory, "staging", left.Value), "left", TestContext.Current.CancellationToken);

        Assert.Empty(await Store.DeleteAsync([key], TestContext.Current.CancellationToken));

        Assert.Equal([other.Value], Litter().Select(Path.GetFileName));
    }

    [Fact]
    public async Task Listing_tells_whole_blobs_staged_files_and_foreign_ones_apart()
    {
        await WriteAsync([1]);
        await File.WriteAllTextAsync(Path.Combine(directory, "staging", "left"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(directory, "blobs", "README"), "", TestContext.Current.CancellationToken);

        var states = (await ListAsync()).Select(entry => entry.State);

        Assert.Equal([BlobListingEntryKind.Complete, BlobListingEntryKind.Staged, BlobListingEntryKind.Foreign], states.Order());
    }

    // A blob in a segment would read as zeros. Without segments, as on other systems than Linux and on btrfs, it has a file of its own.
    protected override bool KeepsOpenBlobs => !Directory.Exists(Path.Combine(directory, "segments"));

    protected override Task<IBlobStore> OpenAsync() => Task.FromResult<IBlobStore>(new DiskBlobStore(directory, Durability.Full));

    protected override ValueTask CloseAsync()
    {
        Directory.Delete(directory, recursive: true);
        return default;
    }

    protected override IEnumerable<string> Litter() => Directory.EnumerateFiles(Path.Combine(directory, "staging"));
}
