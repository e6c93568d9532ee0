using Parhelion.Core.Blobs;
using Parhelion.Tests;

namespace Parhelion.Core.Tests.Blobs;

public sealed class DiskPartialBlobStoreTests : PartialBlobStoreContract
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-partial-").FullName;

    protected override int MaxEntries => 1;

    private string Folder => Path.Combine(directory, "partial");

    [Fact]
    public async Task Small_pieces_are_written_together()
    {
        var key = BlobKey.New();
        await using var writer = await OpenAsync(key, PartialBlobState.Empty);

        for (var count = 0; count < 1310; count++) await AppendAsync(writer, Noise(100));
        Assert.Empty(Directory.EnumerateFiles(Folder));

        await AppendAsync(writer, Noise(100));
        Assert.Equal(128 * 1024, new FileInfo(Path.Combine(Folder, key.Value)).Length);
    }

    [Fact]
    public async Task File_is_open_only_while_its_writer_is()
    {
        var key = BlobKey.New();
        var path = Path.Combine(Folder, key.Value);
        var state = await SaveAsync(key, Noise(300_000));
        Assert.DoesNotContain(path, OpenFiles());

        await using (await OpenAsync(key, state)) Assert.Contains(path, OpenFiles());

        Assert.DoesNotContain(path, OpenFiles());
    }

    [Fact]
    public async Task Failed_flush_ends_the_writer_for_ever_and_its_bytes_never_count()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("/dev/null, which cannot be flushed.");
        await using var writer = OpenOn("/dev/null");

        await AppendAsync(writer, Noise(1000));
        await Assert.ThrowsAsync<IOException>(async () => await writer.SaveAsync());

        Assert.Equal(0, writer.Saved.Length);
        await Assert.ThrowsAsync<IOException>(() => AppendAsync(writer, Noise(1)));
        await Assert.ThrowsAsync<IOException>(async () => await writer.SaveAsync());
        await Assert.ThrowsAsync<IOException>(() => writer.PublishAsync(null));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Failed_flush_in_the_background_ends_the_writer()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("/dev/null, which cannot be flushed.");
        await using var writer = OpenOn("/dev/null");

        await Assert.ThrowsAsync<IOException>(() => AppendAsync(writer, Noise(40 * MiB)));

        Assert.Equal(0, writer.Saved.Length);
        await Assert.ThrowsAsync<IOException>(async () => await writer.SaveAsync());
    }

    [Fact]
    public async Task Failed_write_ends_the_writer_and_what_came_before_is_saved()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("/dev/full, where each write fails.");
        await using var writer = OpenOn("/dev/full");

        await Assert.ThrowsAsync<IOException>(() => AppendAsync(writer, Noise(200_000), piece: 200_000));

        await Assert.ThrowsAsync<IOException>(() => AppendAsync(writer, Noise(1)));
        await Assert.ThrowsAsync<IOException>(() => writer.PublishAsync(null));
        Assert.Equal(0, (await writer.SaveAsync()).Length);
    }

    [Fact]
    public async Task Without_flushes_the_state_advances_with_the_writes()
    {
        var store = new DiskBlobStore(directory, Durability.Os);
        await using var writer = await store.Partial.OpenAsync(BlobKey.New(), PartialBlobState.Empty, Token);

        await AppendAsync(writer, Noise(20 * MiB));

        Assert.Equal(16 * MiB, writer.Saved.Length);
    }

    [Fact]
    public async Task File_that_came_back_under_its_earlier_name_is_not_in_the_way()
    {
        var (key, bytes) = (BlobKey.New(), Noise(300_000));
        var state = await SaveAsync(key, bytes);
        await PublishAsync(key, state);
        await File.WriteAllBytesAsync(Path.Combine(Folder, key.Value), bytes, Token);

        await PublishAsync(key, state);

        await AssertPublishedAsync(key, bytes);
    }

    [Fact]
    public async Task Foreign_file_beside_the_unfinished_ones_is_left_alone()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "README"), "", Token);

        Assert.Equal(BlobListingEntryKind.Foreign, Assert.Single(await ListAsync()).State);
    }

    protected override Task<IBlobStore> OpenStoreAsync() => Task.FromResult<IBlobStore>(new DiskBlobStore(directory, Durability.Full));

    protected override ValueTask CloseAsync()
    {
        Directory.Delete(directory, recursive: true);
        return default;
    }

    protected override IEnumerable<string> Litter() => Directory.EnumerateFiles(Path.Combine(directory, "staging"));

    private DiskPartialBlobWriter OpenOn(string device) => new(
        BlobKey.New(), Path.Combine(Folder, "none"), File.OpenHandle(device, FileMode.Open, FileAccess.Write), 0, Durability.Full, new BlobFilePublisher(directory, Durability.Full))
    {
        Closed = _ => { },
    };

    // FileInfo tells null for a descriptor that another test has closed meanwhile.
    private static List<string?> OpenFiles() => [.. Directory.EnumerateFiles("/proc/self/fd").Select(descriptor => new FileInfo(descriptor).LinkTarget)];
}
