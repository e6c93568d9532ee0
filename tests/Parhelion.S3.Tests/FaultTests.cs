using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Parhelion.Core.Blobs;
using Parhelion.Tests;

namespace Parhelion.S3.Tests;

public sealed class CephFaultTests() : FaultTests("ceph");

public sealed class SwiftFaultTests() : FaultTests("swift");

/// <summary>A store that is busy, slow, cut off or gone: an upload succeeds after all, or fails and leaves nothing.</summary>
public abstract class FaultTests(string engineName) : IDisposable
{
    private const int Small = 1_000_000;
    private const int Large = 20 << 20;

    private static readonly PipeOptions Shallow = new(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024);

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-s3-node-").FullName;

    /// <summary>Faults of an upload that is one request, and of one in parts; with <c>./run test --all</c> each of both.</summary>
    public static TheoryData<Fault, int> Uploads =>
        [.. Sampling.Pairs<Fault, int>([Fault.SlowDown, Fault.CutRequest, Fault.Silence, Fault.LoseAnswer], [Small, Large])];

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Uploads))]
    public async Task Upload_survives_a_fault_that_passes(Fault fault, int size)
    {
        await using var proxied = await ProxiedAsync();
        var bytes = Noise(size);
        var key = BlobKey.New();
        var left = 2;
        proxied.Proxy.Rule = line => IsUpload(line) && Interlocked.Decrement(ref left) >= 0 ? fault : Fault.None;

        Assert.Equal(size, await WriteAsync(proxied.Store, key, bytes));

        Assert.Equal(2, proxied.Proxy.Faults);
        await using var blob = await proxied.Store.OpenAsync(key, 0, size, TestContext.Current.CancellationToken);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await ReadAsync(blob!)));
        Assert.Equal([BlobNames.Of(key)], await proxied.ContentsAsync());
    }

    [Theory]
    [MemberData(nameof(Uploads))]
    public async Task Upload_that_cannot_succeed_fails_and_leaves_nothing(Fault fault, int size)
    {
        await using var proxied = await ProxiedAsync(retries: 1);
        proxied.Proxy.Rule = line => IsUpload(line) ? fault : Fault.None;

        await Assert.ThrowsAsync<IOException>(() => WriteAsync(proxied.Store, BlobKey.New(), Noise(size)));

        // Three parts, two attempts, and each time the SDK tries other connections, of which it has six at most.
        Assert.InRange(proxied.Proxy.Faults, 2, 3 * 2 * 6);
        Assert.Empty(await proxied.ContentsAsync());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(directory, "staging")));
    }

    [Fact]
    public async Task Parts_of_a_resumable_upload_before_one_that_failed_are_saved()
    {
        await using var proxied = await ProxiedAsync(retries: 1);
        var (key, bytes) = (BlobKey.New(), Noise(Large));
        proxied.Proxy.Rule = line => line.Contains("partNumber=2", StringComparison.Ordinal) ? Fault.SlowDown : Fault.None;
        PartialBlobState saved;
        await using (var writer = await proxied.Store.Partial.OpenAsync(key, PartialBlobState.Empty, TestContext.Current.CancellationToken))
        {
            await Assert.ThrowsAsync<IOException>(async () =>
            {
                await writer.AppendAsync(new ReadOnlySequence<byte>(bytes), TestContext.Current.CancellationToken);
                await writer.SaveAsync();
            });
            await writer.SaveAsync();
            saved = writer.Saved;
        }

        Assert.Equal(8 << 20, saved.Length);
        proxied.Proxy.Rule = _ => Fault.None;
        await using var next = await proxied.Store.Partial.OpenAsync(key, saved with { IsContinued = true }, TestContext.Current.CancellationToken);
        await next.AppendAsync(new ReadOnlySequence<byte>(bytes, 8 << 20, bytes.Length - (8 << 20)), TestContext.Current.CancellationToken);
        Assert.Equal(Large, (await next.PublishAsync(null)).Length);
    }

    [Fact]
    public async Task Completion_whose_answer_is_lost_is_found_to_have_happened()
    {
        await using var proxied = await ProxiedAsync();
        var left = 1;
        proxied.Proxy.Rule = line => IsCompletion(line) && Interlocked.Decrement(ref left) >= 0 ? Fault.LoseAnswer : Fault.None;
        var key = BlobKey.New();

        Assert.Equal(Large, await WriteAsync(proxied.Store, key, Noise(Large)));

        Assert.Equal(1, proxied.Proxy.Faults);
        Assert.Equal([BlobNames.Of(key)], await proxied.ContentsAsync());
    }

    [Fact]
    public async Task Completion_that_is_refused_leaves_nothing()
    {
        await using var proxied = await ProxiedAsync(retries: 1);
        proxied.Proxy.Rule = line => IsCompletion(line) ? Fault.SlowDown : Fault.None;

        var fault = await Assert.ThrowsAsync<IOException>(() => WriteAsync(proxied.Store, BlobKey.New(), Noise(Large)));

        Assert.Contains("503 SlowDown", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await proxied.ContentsAsync());
    }

    [Fact]
    public async Task Blob_that_stops_coming_is_a_fault()
    {
        await using var proxied = await ProxiedAsync();
        var key = BlobKey.New();
        await WriteAsync(proxied.Store, key, Noise(Large));
        foreach (var fault in (Fault[])[Fault.CutAnswer, Fault.PauseAnswer])
        {
            proxied.Proxy.Rule = line => line.StartsWith("GET ", StringComparison.Ordinal) ? fault : Fault.None;
            await using var blob = await proxied.Store.OpenAsync(key, 0, Large, TestContext.Current.CancellationToken);

            await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(blob!));
        }
    }

    [Fact]
    public async Task Answer_that_is_lost_is_not_waited_for()
    {
        await using var proxied = await ProxiedAsync(patience: TimeSpan.FromMinutes(5));
        var key = BlobKey.New();
        await WriteAsync(proxied.Store, key, Noise(Small));
        var left = 1;
        proxied.Proxy.Rule = line => line.StartsWith("GET ", StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0 ? Fault.Silence : Fault.None;

        await using var blob = await proxied.Store.OpenAsync(key, 0, Small, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal(Noise(Small), await ReadAsync(blob!));
        Assert.Equal(1, proxied.Proxy.Faults);
    }

    [Fact]
    public async Task Reader_that_pauses_lets_others_read_and_goes_on_where_it_was()
    {
        await using var proxied = await ProxiedAsync(reads: 4);
        var key = BlobKey.New();
        await WriteAsync(proxied.Store, key, Noise(Large));
        var pipe = new Pipe(Shallow);
        await using var slow = await proxied.Store.OpenAsync(key, 1, Large - 1, "somebody", TestContext.Current.CancellationToken);
        var copying = slow!.CopyToAsync(pipe.Writer, TestContext.Current.CancellationToken).AsTask();
        var got = new MemoryStream();

        // It is the only turn of this reader.
        for (var round = 0; round < 3; round++)
        {
            await using var quick = await proxied.Store.OpenAsync(key, 0, 1000, "somebody", TestContext.Current.CancellationToken);
            Assert.Equal(Noise(Large)[..1000], await ReadAsync(quick!));
            for (var end = got.Length + (256 * 1024); got.Length < end;)
            {
                var some = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
                foreach (var piece in some.Buffer) got.Write(piece.Span);
                pipe.Reader.AdvanceTo(some.Buffer.End);
            }
        }

        var rest = pipe.Reader.CopyToAsync(got, TestContext.Current.CancellationToken);
        await copying;
        await pipe.Writer.CompleteAsync();
        await rest;
        Assert.Equal(SHA256.HashData(Noise(Large).AsSpan(1)), SHA256.HashData(got.ToArray()));
    }

    [Fact]
    public async Task Reader_that_pauses_gets_nothing_more_of_what_was_deleted_meanwhile()
    {
        await using var proxied = await ProxiedAsync(reads: 4);
        var (key, other) = (BlobKey.New(), BlobKey.New());
        await WriteAsync(proxied.Store, key, Noise(Large));
        await WriteAsync(proxied.Store, other, [1]);
        var pipe = new Pipe(Shallow);
        await using var slow = await proxied.Store.OpenAsync(key, 0, Large, "somebody", TestContext.Current.CancellationToken);
        var copying = slow!.CopyToAsync(pipe.Writer, TestContext.Current.CancellationToken).AsTask();
        await using (await proxied.Store.OpenAsync(other, 0, 1, "somebody", TestContext.Current.CancellationToken))
        {
            Assert.Empty(await proxied.Store.DeleteAsync([key], TestContext.Current.CancellationToken));
        }

        var reading = pipe.Reader.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<BlobDeletedDuringReadException>(() => copying);
        await pipe.Writer.CompleteAsync();
        await reading;
    }

    [Fact]
    public async Task Store_without_deletion_in_batches_is_asked_once()
    {
        await using var proxied = await ProxiedAsync();
        proxied.Proxy.Rule = line => IsDeletion(line) ? Fault.NotImplemented : Fault.None;
        for (var round = 0; round < 2; round++)
        {
            var keys = Enumerable.Range(0, 3).Select(_ => BlobKey.New()).ToList();
            foreach (var key in keys) await WriteAsync(proxied.Store, key, [1]);

            Assert.Empty(await proxied.Store.DeleteAsync([.. keys, BlobKey.New()], TestContext.Current.CancellationToken));

            Assert.Empty(await proxied.ContentsAsync());
        }

        Assert.Equal(1, proxied.Proxy.Faults);
    }

    [Fact]
    public async Task Deletion_that_fails_names_what_is_left()
    {
        await using var proxied = await ProxiedAsync(retries: 0);
        BlobKey[] keys = [BlobKey.New(), BlobKey.New()];
        foreach (var key in keys) await WriteAsync(proxied.Store, key, [1]);
        proxied.Proxy.Rule = line => IsDeletion(line) ? Fault.SlowDown : Fault.None;

        var faults = await proxied.Store.DeleteAsync(keys, TestContext.Current.CancellationToken);

        Assert.Equal(keys.Select(key => key.Value).Order(StringComparer.Ordinal), faults.Select(fault => fault.Key.Value).Order(StringComparer.Ordinal));
        Assert.All(faults, fault => Assert.Contains("503 SlowDown", Assert.IsType<IOException>(fault.Fault).Message, StringComparison.Ordinal));
        Assert.Equal(2, (await proxied.ContentsAsync()).Count);
        // Busy is not unable: the next batch is a batch again.
        proxied.Proxy.Rule = _ => Fault.None;
        Assert.Empty(await proxied.Store.DeleteAsync(keys, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Check_finds_a_bucket_that_takes_nothing_any_more()
    {
        await using var proxied = await ProxiedAsync(retries: 0);
        await WriteAsync(proxied.Store, BlobKey.New(), [1]);
        proxied.Proxy.Rule = line => IsUpload(line) ? Fault.SlowDown : Fault.None;
        await proxied.Store.CheckAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(() => WriteAsync(proxied.Store, BlobKey.New(), [1]));

        for (var round = 0; round < 2; round++)
        {
            var fault = await Assert.ThrowsAsync<IOException>(() => proxied.Store.CheckAsync(TestContext.Current.CancellationToken));
            Assert.Contains("PutObject failed", fault.Message, StringComparison.Ordinal);
        }

        proxied.Proxy.Rule = _ => Fault.None;
        await proxied.Store.CheckAsync(TestContext.Current.CancellationToken);
        Assert.Single(await proxied.ContentsAsync());
    }

    [Fact]
    public async Task Store_that_is_gone_is_a_fault_of_every_verb()
    {
        var gone = new FaultyProxy(new Uri("http://127.0.0.1:1"));
        await gone.DisposeAsync();
        using var store = new S3BlobStore(new S3Options { Endpoint = gone.Url, Bucket = "bucket", AccessKey = "key", SecretKey = "the-secret", Retries = 0 }, directory);
        var token = TestContext.Current.CancellationToken;

        var fault = await Assert.ThrowsAsync<IOException>(() => WriteAsync(store, BlobKey.New(), [1]));
        Assert.DoesNotContain("the-secret", fault.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => WriteAsync(store, BlobKey.New(), Noise(Large)));
        await Assert.ThrowsAsync<IOException>(async () => await store.OpenAsync(BlobKey.New(), 0, 1, token));
        await Assert.ThrowsAsync<IOException>(async () => await store.LengthAsync(BlobKey.New(), token));
        await Assert.ThrowsAsync<IOException>(async () => await store.ListAsync(token).GetAsyncEnumerator(token).MoveNextAsync());
        await Assert.ThrowsAsync<IOException>(() => store.CheckAsync(token));
        Assert.Equal(2, (await store.DeleteAsync([BlobKey.New(), BlobKey.New()], token)).Count);
        Assert.Single(await store.DeleteAsync([BlobKey.New()], token));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(directory, "staging")));
    }

    private static bool IsUpload(string line) => line.StartsWith("PUT ", StringComparison.Ordinal);

    private static bool IsCompletion(string line) => line.StartsWith("POST ", StringComparison.Ordinal) && line.Contains("uploadId=", StringComparison.Ordinal);

    private static bool IsDeletion(string line) => line.StartsWith("POST ", StringComparison.Ordinal) && line.Contains("?delete", StringComparison.Ordinal);

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static async Task<long> WriteAsync(S3BlobStore store, BlobKey key, byte[] bytes) =>
        (await store.WriteAsync(key, PipeReader.Create(new MemoryStream(bytes)), TestContext.Current.CancellationToken)).Length;

    private static async Task<byte[]> ReadAsync(OpenBlob blob)
    {
        var stream = new MemoryStream();
        await blob.CopyToAsync(PipeWriter.Create(stream), TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    private async Task<Proxied> ProxiedAsync(int retries = 3, TimeSpan? patience = null, int reads = 256)
    {
        var engine = await S3Engine.GetAsync(engineName);
        var bucket = await engine.NewBucketAsync();
        var proxy = new FaultyProxy(engine.Endpoint);
        return new Proxied(engine, bucket, proxy, new S3BlobStore(engine.Options(bucket, proxy.Url, patience ?? TimeSpan.FromSeconds(3), retries, reads: reads), directory));
    }

    private sealed record Proxied(S3Engine Engine, string Bucket, FaultyProxy Proxy, S3BlobStore Store) : IAsyncDisposable
    {
        public Task<List<string>> ContentsAsync() => Engine.ContentsAsync(Bucket);

        public ValueTask DisposeAsync()
        {
            Store.Dispose();
            return Proxy.DisposeAsync();
        }
    }
}
