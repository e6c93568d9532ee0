using System.Buffers;
using System.IO.Pipelines;
using Parhelion.Core.Blobs;
using Parhelion.Tests;

namespace Parhelion.S3.Tests;

public sealed class CephLyingStoreTests() : LyingStoreTests("ceph");

public sealed class SwiftLyingStoreTests() : LyingStoreTests("swift");

/// <summary>Every operation, and every lie that may be told about it: nothing is acknowledged that cannot be read back, no byte is read that is not the blob's,
/// nothing is called erased that is there, and nothing goes on for ever. What cannot be done is a fault.</summary>
public abstract class LyingStoreTests(string engineName) : IDisposable
{
    private const int Small = 3000;
    private const int Large = (16 << 20) + 1;

    // All of them take minutes. A sample has each operation and each lie at least once, in other pairs each time.
    // A store that says by name that it lacks the object is believed.
    private static readonly IReadOnlyList<(StoreOperation Row, Lie Column)> Told =
        Sampling.Pairs(Enum.GetValues<StoreOperation>(), [.. Enum.GetValues<Lie>().Where(lie => lie != Lie.NoKey)]);

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-s3-node-").FullName;
    private readonly List<string> findings = [];

    public static TheoryData<StoreOperation> Operations => [.. Enum.GetValues<StoreOperation>()];

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Promises_hold_whatever_is_answered(StoreOperation operation)
    {
        var engine = await S3Engine.GetAsync(engineName);
        await using var proxy = new LyingProxy(engine.Endpoint);
        var bucket = await engine.NewBucketAsync();
        using var direct = new S3BlobStore(engine.Options(bucket), directory);
        foreach (var lie in Told.Where(pair => pair.Row == operation).Select(pair => pair.Column))
        {
            using var lied = new S3BlobStore(engine.Options(bucket, proxy.Url, TimeSpan.FromSeconds(3), 0), directory);
            var scene = new Scene(direct, lied, await WriteAsync(direct, Small), await WriteAsync(direct, Small), await WriteAsync(direct, Small));
            (proxy.About, proxy.Lie) = (operation, lie);
            foreach (var step in StepsWith(operation)) await TryAsync(operation, lie, () => step(scene));
            proxy.About = null;
        }

        Assert.True(findings.Count == 0, string.Join('\n', findings));
        Assert.NotEqual(0, proxy.Lies);
    }

    [Fact]
    public async Task Identity_that_seems_to_be_missing_for_a_moment_is_found()
    {
        // As with Swift, while another node replaces it.
        var engine = await S3Engine.GetAsync(engineName);
        var bucket = await engine.NewBucketAsync();
        await using var proxy = new LyingProxy(engine.Endpoint) { Times = 2, About = StoreOperation.GetObject, Lie = Lie.NoKey };
        using var lied = new S3BlobStore(engine.Options(bucket, proxy.Url, TimeSpan.FromSeconds(3), 0), directory);
        var identity = new StoreIdentity("0123456789abcdef01234567", 7);

        await lied.IdentityFile.WriteAsync(identity, TestContext.Current.CancellationToken);

        Assert.Equal(identity, await lied.IdentityFile.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, proxy.Lies);
    }

    // What needs the operation.
    private static Func<Scene, Task>[] StepsWith(StoreOperation operation) => operation switch
    {
        StoreOperation.HeadBucket => [CheckAsync],
        StoreOperation.HeadObject => [UploadLargeAsync, ReadAsync, QuarantineAsync, ResumeAsync],
        StoreOperation.GetObject => [ReadAsync, MarkAsync, ResumeAsync],
        StoreOperation.PutObject => [UploadAsync, MarkAsync, CheckAsync, ResumeAsync],
        StoreOperation.CopyObject => [QuarantineAsync],
        StoreOperation.DeleteObject => [QuarantineAsync, CheckAsync, EraseAsync, TerminateAsync],
        StoreOperation.DeleteObjects => [EraseAsync],
        StoreOperation.ListObjectsV2 => [ListAsync, EraseAsync, ResumeAsync, TerminateAsync],
        StoreOperation.ListMultipartUploads => [ListAsync, TerminateAsync],
        StoreOperation.AbortMultipartUpload => [BreakOffAsync, ListAsync, TerminateAsync],
        StoreOperation.ListParts => [ResumeAsync],
        _ => [UploadLargeAsync, ResumeAsync],
    };

    private static Task UploadAsync(Scene scene) => UploadAsync(scene, Small);

    private static Task UploadLargeAsync(Scene scene) => UploadAsync(scene, Large);

    // The sender leaves when two parts have come.
    private static async Task BreakOffAsync(Scene scene)
    {
        var key = BlobKey.New();
        var source = PipeReader.Create(new BrokenOffStream(Noise(Large)));
        var fault = await Assert.ThrowsAsync<IOException>(() => scene.Lied.WriteAsync(key, source, TestContext.Current.CancellationToken));
        Require(fault.Message == BrokenOffStream.Fault, $"another fault is told: {fault.Message}");
        Require(await scene.Direct.LengthAsync(key, TestContext.Current.CancellationToken) is null, "an upload that broke off is there");
    }

    // Three requests, of which the last one completes a part. What was acknowledged is never called lost while it is there.
    private static async Task ResumeAsync(Scene scene)
    {
        var (key, bytes, state) = (BlobKey.New(), Noise((8 << 20) + Small), PartialBlobState.Empty);
        try
        {
            foreach (var end in (int[])[1000, 2000, bytes.Length])
            {
                await using var writer = await scene.Lied.Partial.OpenAsync(key, state, TestContext.Current.CancellationToken);
                await writer.AppendAsync(new ReadOnlySequence<byte>(bytes, (int)state.Length, end - (int)state.Length), TestContext.Current.CancellationToken);
                state = await writer.SaveAsync();
                Require(state.Length == end, $"{state.Length} of {end} bytes were saved");
            }

            await using var last = await scene.Lied.Partial.OpenAsync(key, state, TestContext.Current.CancellationToken);
            await last.PublishAsync(null);
        }
        catch (PartialBlobLostException)
        {
            await Assert.ThrowsAsync<PartialBlobLostException>(async () => await scene.Direct.Partial.OpenAsync(key, state, TestContext.Current.CancellationToken));
            throw;
        }

        var stored = await BytesAsync(scene.Direct, key, 0, bytes.Length);
        Require(stored is not null && stored.AsSpan().SequenceEqual(bytes), "a resumable upload was acknowledged that is not there");
    }

    private static async Task TerminateAsync(Scene scene)
    {
        var key = BlobKey.New();
        PartialBlobState state;
        await using (var writer = await scene.Direct.Partial.OpenAsync(key, PartialBlobState.Empty, TestContext.Current.CancellationToken))
        {
            await writer.AppendAsync(new ReadOnlySequence<byte>(Noise((8 << 20) + Small)), TestContext.Current.CancellationToken);
            state = await writer.SaveAsync();
        }

        await scene.Lied.Partial.DeleteAsync(key, state, TestContext.Current.CancellationToken);
        await foreach (var entry in scene.Direct.ListAsync(TestContext.Current.CancellationToken)) Require(entry.Key != key, "an unfinished upload was said to be erased, and is there");
    }

    // The second one asks for the bucket only.
    private static async Task CheckAsync(Scene scene)
    {
        for (var round = 0; round < 2; round++) await scene.Lied.CheckAsync(TestContext.Current.CancellationToken);
    }

    // A fault of the store is the right answer to a lie, in time; anything else that is thrown is not.
    private async Task TryAsync(StoreOperation operation, Lie lie, Func<Task> step)
    {
        try
        {
            await step().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Noticed.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            findings.Add($"{operation} {lie}: {e.GetType().Name}: {e.Message}");
        }
    }

    private static async Task UploadAsync(Scene scene, int length)
    {
        var key = BlobKey.New();
        var bytes = Noise(length);
        await scene.Lied.WriteAsync(key, PipeReader.Create(new MemoryStream(bytes)), TestContext.Current.CancellationToken);
        var stored = await BytesAsync(scene.Direct, key, 0, length);
        Require(stored is not null && stored.AsSpan().SequenceEqual(bytes), "an upload was acknowledged that is not there");
    }

    private static async Task ReadAsync(Scene scene)
    {
        var length = await scene.Lied.LengthAsync(scene.Read.Key, TestContext.Current.CancellationToken);
        Require(length == Small, $"the length is {length}");
        foreach (var (offset, count) in ((int, int)[])[(0, Small), (1000, 1000), (0, 1), (Small - 1, 1)])
        {
            var read = await BytesAsync(scene.Lied, scene.Read.Key, offset, count);
            Require(read is not null, "a blob is said not to be there");
            Require(read.AsSpan().SequenceEqual(scene.Read.Bytes.AsSpan(offset, count)), $"bytes {offset} to {offset + count} are not those of the blob");
        }
    }

    private static async Task ListAsync(Scene scene)
    {
        var keys = new HashSet<BlobKey>();
        await foreach (var entry in scene.Lied.ListAsync(TestContext.Current.CancellationToken))
        {
            if (entry is { State: BlobListingEntryKind.Complete, Key: { } key }) keys.Add(key);
        }

        foreach (var blob in scene.All) Require(keys.Contains(blob.Key), "a listing lacks a blob");
    }

    private static async Task QuarantineAsync(Scene scene)
    {
        try
        {
            if (await scene.Lied.Quarantine.QuarantineAsync(scene.Moved.Key, TestContext.Current.CancellationToken))
            {
                Require(await scene.Direct.LengthAsync(scene.Moved.Key, TestContext.Current.CancellationToken) is null, "a blob was said to be taken, and is at its place");
            }

            await scene.Lied.Quarantine.RestoreAsync(scene.Moved.Key, TestContext.Current.CancellationToken);
        }
        finally
        {
            await scene.Direct.Quarantine.RestoreAsync(scene.Moved.Key, TestContext.Current.CancellationToken);
            var read = await BytesAsync(scene.Direct, scene.Moved.Key, 0, Small);
            Require(read is not null && read.AsSpan().SequenceEqual(scene.Moved.Bytes), "a blob was lost on its way into the quarantine and back");
        }
    }

    private static async Task MarkAsync(Scene scene)
    {
        var mark = new StoreIdentity("0123456789abcdef01234567", 7);
        await scene.Lied.IdentityFile.WriteAsync(mark, TestContext.Current.CancellationToken);
        Require(await scene.Direct.IdentityFile.ReadAsync(TestContext.Current.CancellationToken) == mark, "a mark was acknowledged that is not there");
        Require(await scene.Lied.IdentityFile.ReadAsync(TestContext.Current.CancellationToken) == mark, "another mark was read");
    }

    private static async Task EraseAsync(Scene scene)
    {
        BlobKey[] keys = [scene.Erased.Key, scene.Moved.Key, scene.Read.Key];
        foreach (var batch in (BlobKey[][])[keys, keys[..1]])
        {
            var faults = await scene.Lied.DeleteAsync(batch, TestContext.Current.CancellationToken);
            foreach (var key in batch.Except(faults.Select(fault => fault.Key)))
            {
                Require(await scene.Direct.LengthAsync(key, TestContext.Current.CancellationToken) is null, "a blob was said to be erased, and is there");
            }
        }
    }

    private static void Require(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException(what);
    }

    private static async Task<Stored> WriteAsync(S3BlobStore store, int length)
    {
        var stored = new Stored(BlobKey.New(), Noise(length));
        await store.WriteAsync(stored.Key, PipeReader.Create(new MemoryStream(stored.Bytes)), TestContext.Current.CancellationToken);
        return stored;
    }

    private static async Task<byte[]?> BytesAsync(S3BlobStore store, BlobKey key, long offset, long count)
    {
        await using var blob = await store.OpenAsync(key, offset, count, TestContext.Current.CancellationToken);
        if (blob is null) return null;
        var stream = new MemoryStream();
        await blob.CopyToAsync(PipeWriter.Create(stream), TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    private sealed class BrokenOffStream(byte[] bytes) : MemoryStream(bytes)
    {
        public const string Fault = "The sender has left.";

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException(Fault);
    }

    private sealed record Stored(BlobKey Key, byte[] Bytes);

    private sealed record Scene(S3BlobStore Direct, S3BlobStore Lied, Stored Read, Stored Moved, Stored Erased)
    {
        public IEnumerable<Stored> All => [Read, Moved, Erased];
    }
}
