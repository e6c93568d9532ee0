using System.Text.Json;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;
using Parhelion.Tests;

namespace Parhelion.S3.Tests;

public sealed class CephPartialBlobStoreTests() : S3PartialBlobStoreTests("ceph");

public sealed class SwiftPartialBlobStoreTests() : S3PartialBlobStoreTests("swift");

/// <summary>The contract on two nodes that take turns, and what is S3's own.</summary>
public abstract class S3PartialBlobStoreTests(string engineName) : PartialBlobStoreContract
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-s3-node-").FullName;
    private readonly List<S3BlobStore> nodes = [];
    private S3Engine engine = null!;
    private string bucket = null!;
    private int opened;

    // The multipart upload, 16 tails, and the one into which they were merged.
    protected override int MaxEntries => 18;

    [Fact]
    public async Task Short_upload_in_one_piece_is_one_object_and_nothing_else_ever()
    {
        var key = BlobKey.New();
        await using var writer = await OpenAsync(key, PartialBlobState.Empty);

        await AppendAsync(writer, Noise(8 * MiB));
        Assert.Empty(await engine.ContentsAsync(bucket));
        await writer.PublishAsync(null);

        Assert.Equal([BlobNames.Of(key)], await engine.ContentsAsync(bucket));
        var stored = await engine.Client.GetObjectMetadataAsync(bucket, BlobNames.Of(key), Token);
        Assert.DoesNotContain('-', stored.ETag);
    }

    [Fact]
    public async Task Rest_of_a_request_is_an_object_with_the_new_bytes_only()
    {
        var (key, bytes) = (BlobKey.New(), Noise(3000));
        var state = PartialBlobState.Empty;
        for (var sent = 0; sent < 3000; sent += 1000)
        {
            await using var writer = await OpenAsync(key, state);
            await AppendAsync(writer, bytes.AsMemory(sent, 1000));
            state = await writer.SaveAsync();
        }

        var entries = await ListAsync();

        Assert.Equal(3, entries.Count);
        Assert.All(entries, entry => Assert.Equal(1000, entry.Length));
        Assert.All(entries, entry => Assert.StartsWith(BlobNames.InPartial(key), entry.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task State_is_short_and_has_only_ids()
    {
        var key = BlobKey.New();
        var state = await SaveAsync(key, Noise((40 * MiB) + 1));

        using var parts = JsonDocument.Parse(state.Parts!);

        Assert.Equal(5, parts.RootElement.GetProperty("p").GetArrayLength());
        Assert.Equal(1, parts.RootElement.GetProperty("t").GetArrayLength());
        Assert.InRange(state.Parts!.Length, 0, 500);
    }

    [Fact]
    public async Task Tails_of_a_part_are_deleted_by_the_next_writer_once_the_part_is_there()
    {
        var (key, bytes) = (BlobKey.New(), Noise(9 * MiB));
        var state = await SaveAsync(key, bytes.AsMemory(0, 1000));
        await using (var writer = await OpenAsync(key, state))
        {
            await AppendAsync(writer, bytes.AsMemory(1000));
            var next = await writer.SaveAsync();
            // The old state may be the recorded one, so it must still work.
            Assert.Equal(3, (await ListAsync()).Count);
            await using (var earlier = await OpenAsync(key, state)) Assert.Equal(1000, earlier.Length);
            state = next with { };
        }

        // The writer of the old state has deleted the tail of the new one: only one of the two can be the recorded one.
        await Assert.ThrowsAsync<PartialBlobLostException>(async () => await OpenAsync(key, state));
        Assert.Equal(2, (await ListAsync()).Count);
    }

    [Fact]
    public async Task Multipart_upload_that_the_store_has_lost_is_reported()
    {
        var key = BlobKey.New();
        var state = await SaveAsync(key, Noise(8 * MiB));
        var upload = (await engine.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket }, Token)).MultipartUploads.Single();
        await engine.Client.AbortMultipartUploadAsync(bucket, upload.Key, upload.UploadId, Token);

        await Assert.ThrowsAsync<PartialBlobLostException>(async () => await OpenAsync(key, state));
    }

    [Fact]
    public async Task Part_that_another_writer_has_replaced_too_late_ends_the_upload_and_never_mixes()
    {
        var (key, bytes) = (BlobKey.New(), Noise(16 * MiB));
        var state = await SaveAsync(key, bytes);
        var upload = (await engine.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket }, Token)).MultipartUploads.Single();
        await using var writer = await OpenAsync(key, state);
        await engine.Client.UploadPartAsync(
            new UploadPartRequest { BucketName = bucket, Key = upload.Key, UploadId = upload.UploadId, PartNumber = 2, InputStream = new MemoryStream(Noise(8 * MiB)), UseChunkEncoding = false }, Token);

        await Assert.ThrowsAsync<PartialBlobLostException>(() => writer.PublishAsync(null));

        Assert.Null(await Store.LengthAsync(key, Token));
        // A listing may be late, so it does not prove that the bytes are lost.
        Assert.IsNotType<PartialBlobLostException>(await Assert.ThrowsAnyAsync<IOException>(async () => await OpenAsync(key, state)));
    }

    [Fact]
    public async Task Writer_whose_bytes_never_counted_leaves_no_multipart_upload()
    {
        await using (var writer = await OpenAsync(BlobKey.New(), PartialBlobState.Empty)) await AppendAsync(writer, Noise(9 * MiB));

        Assert.Empty(await engine.ContentsAsync(bucket));
    }

    [Fact]
    public async Task Multipart_upload_that_no_state_names_is_aborted_by_the_next_writer()
    {
        var (key, bytes) = (BlobKey.New(), Noise(9 * MiB));
        var state = await SaveAsync(key, bytes.AsMemory(0, 1000));
        await using (var writer = await OpenAsync(key, state))
        {
            await AppendAsync(writer, bytes.AsMemory(1000));
            await writer.SaveAsync();
        }

        await using (await OpenAsync(key, state with { IsContinued = true })) Assert.Empty((await engine.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket }, Token)).MultipartUploads ?? []);
    }

    [Fact]
    public async Task Late_request_of_an_earlier_writer_may_write_a_short_upload_again()
    {
        var key = BlobKey.New();
        await using var writer = await OpenAsync(key, PartialBlobState.Empty with { IsContinued = true });
        await AppendAsync(writer, Noise(1000));

        Assert.Equal(TimeSpan.FromMinutes(20), (await writer.PublishAsync(null)).LateFor);
    }

    [Fact]
    public async Task Multipart_upload_of_a_published_object_is_not_aborted()
    {
        var (key, bytes) = (BlobKey.New(), Noise(9 * MiB));
        var state = await SaveAsync(key, bytes);
        var entry = Assert.Single(await ListAsync(), entry => entry.Name.StartsWith(BlobNames.Root, StringComparison.Ordinal));
        await using (var writer = await OpenAsync(key, state)) await writer.PublishAsync(null);

        await Store.DeleteAsync(entry, Token);

        await AssertPublishedAsync(key, bytes);
    }

    [Theory]
    [InlineData(12 * MiB)]
    [InlineData(20 * MiB)]
    public async Task Other_bytes_than_those_that_were_published_before_a_crash_end_the_upload(int end)
    {
        var (key, bytes) = (BlobKey.New(), Noise(16 * MiB));
        var state = await SaveAsync(key, bytes.AsMemory(0, 9 * MiB));
        await using (var writer = await OpenAsync(key, state))
        {
            await AppendAsync(writer, bytes.AsMemory(9 * MiB));
            await writer.PublishAsync(null);
        }

        await using var other = await OpenAsync(key, state);
        await AppendAsync(other, Noise(end - (9 * MiB)));

        await Assert.ThrowsAsync<PartialBlobLostException>(async () => await other.SaveAsync());
    }

    [Fact]
    public async Task Deletion_takes_what_no_state_has()
    {
        var key = BlobKey.New();
        await using (var writer = await OpenAsync(key, PartialBlobState.Empty))
        {
            await AppendAsync(writer, Noise(20 * MiB));
            await writer.SaveAsync();
        }

        await Partial.DeleteAsync(key, PartialBlobState.Empty, Token);

        Assert.Empty(await engine.ContentsAsync(bucket));
    }

    [Fact]
    public async Task Foreign_object_beside_the_unfinished_ones_is_left_alone()
    {
        await engine.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "partial/README", ContentBody = "x", UseChunkEncoding = false }, Token);

        Assert.Equal(BlobListingEntryKind.Foreign, Assert.Single(await ListAsync()).State);
    }

    protected override async Task<IBlobStore> OpenStoreAsync()
    {
        engine = await S3Engine.GetAsync(engineName);
        bucket = await engine.NewBucketAsync();
        for (var node = 0; node < 2; node++) nodes.Add(new S3BlobStore(engine.Options(bucket), directory));
        return nodes[0];
    }

    protected override ValueTask<IPartialBlobWriter> OpenAsync(BlobKey key, PartialBlobState state) => nodes[opened++ % 2].Partial.OpenAsync(key, state, Token);

    protected override ValueTask CloseAsync()
    {
        foreach (var node in nodes) node.Dispose();
        Directory.Delete(directory, recursive: true);
        return default;
    }

    protected override IEnumerable<string> Litter() => Directory.EnumerateFiles(Path.Combine(directory, "staging"));
}
