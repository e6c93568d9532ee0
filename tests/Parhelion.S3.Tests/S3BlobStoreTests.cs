using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;
using Parhelion.Tests;

namespace Parhelion.S3.Tests;

public sealed class CephBlobStoreTests() : S3BlobStoreTests("ceph");

/// <summary>Swift takes tens of milliseconds for each object: fewer of them, in smaller pages.</summary>
public sealed class SwiftBlobStoreTests() : S3BlobStoreTests("swift")
{
    protected override int Many => 45;

    protected override int PageSize => 20;
}

/// <summary>The contract, and what is S3's own.</summary>
public abstract class S3BlobStoreTests(string engineName) : BlobStoreContract
{
    private static readonly PresignedResponseHeaders Headers = new("image/png", "inline; filename=\"a b.png\"; filename*=UTF-8''%C3%A4.png", "private, no-store");

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-s3-node-").FullName;
    private S3Engine engine = null!;
    private string bucket = null!;

    protected virtual int PageSize => 1000;

    [Fact]
    public async Task Object_has_the_name_that_a_file_would_have()
    {
        var key = await WriteAsync([1]);

        Assert.Equal([BlobNames.Of(key)], await engine.ContentsAsync(bucket));
    }

    [Fact]
    public async Task Upload_that_was_never_completed_is_listed_and_goes_when_it_is_deleted()
    {
        var key = BlobKey.New();
        for (var index = 0; index < PageSize / 10; index++)
        {
            await engine.Client.InitiateMultipartUploadAsync(bucket, BlobNames.Of(index == 0 ? key : BlobKey.New()), TestContext.Current.CancellationToken);
            if (PageSize == 1000) break;
        }

        var entries = await ListAsync();

        Assert.All(entries, entry => Assert.Equal(BlobListingEntryKind.Partial, entry.State));
        Assert.Contains(entries, entry => entry.Key == key);
        foreach (var entry in entries)
        {
            Assert.InRange(entry.ModifiedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(2));
            for (var attempt = 0; attempt < 2; attempt++) await Store.DeleteAsync(entry, TestContext.Current.CancellationToken);
        }

        Assert.Empty(await engine.ContentsAsync(bucket));
    }

    [Fact]
    public async Task What_others_keep_in_the_bucket_is_left_alone()
    {
        await PutAsync("blobs/README");
        await PutAsync($"blobs/zz/zz/{BlobKey.New()}");
        await PutAsync("elsewhere");
        await engine.Client.InitiateMultipartUploadAsync(bucket, "blobs/big", TestContext.Current.CancellationToken);

        Assert.Equal([BlobListingEntryKind.Foreign, BlobListingEntryKind.Foreign], (await ListAsync()).Select(entry => entry.State));
    }

    [Fact]
    public async Task Object_of_a_readiness_check_that_a_crash_left_is_no_blob_and_goes_with_the_next_check()
    {
        await PutAsync(BlobNames.Probe);

        Assert.Empty(await ListAsync());
        await Store.CheckAsync(TestContext.Current.CancellationToken);

        Assert.Empty(await engine.ContentsAsync(bucket));
    }

    [Fact]
    public async Task Nodes_that_write_the_same_object_at_the_same_time_do_not_fail()
    {
        // Swift confirms only the newest of several writes that overlap.
        await Parallel.ForEachAsync(Enumerable.Range(1, 400), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (round, token) =>
        {
            using var node = new S3BlobStore(engine.Options(bucket), directory);
            if (round % 2 == 0) await node.CheckAsync(token);
            else await node.IdentityFile.WriteAsync(new StoreIdentity("0123456789abcdef01234567", round), token);
        });

        Assert.Equal("0123456789abcdef01234567", (await Store.IdentityFile.ReadAsync(TestContext.Current.CancellationToken))?.Owner);
        Assert.Empty(await engine.ContentsAsync(bucket));
    }

    [Fact]
    public async Task Spool_file_of_a_crash_is_listed_and_goes_when_it_is_deleted()
    {
        var key = BlobKey.New();
        await File.WriteAllTextAsync(Path.Combine(directory, "staging", key.Value), "left", TestContext.Current.CancellationToken);

        var entry = Assert.Single(await ListAsync());

        Assert.Equal((key, BlobListingEntryKind.Staged, 4), (entry.Key!.Value, entry.State, entry.Length));
        await Store.DeleteAsync(entry, TestContext.Current.CancellationToken);
        await AssertHoldsAsync();
    }

    [Fact]
    public async Task Missing_bucket_and_wrong_credentials_are_faults_that_say_so()
    {
        using var elsewhere = new S3BlobStore(engine.Options("no-such-bucket"), directory);
        var fault = await Assert.ThrowsAsync<IOException>(async () => await elsewhere.OpenAsync(BlobKey.New(), 0, 1, TestContext.Current.CancellationToken));
        Assert.Contains("404 NoSuchBucket", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => elsewhere.CheckAsync(TestContext.Current.CancellationToken));

        var options = engine.Options(bucket);
        using var stranger = new S3BlobStore(new S3Options { Endpoint = options.Endpoint, Bucket = bucket, AccessKey = options.AccessKey, SecretKey = "not-the-secret" }, directory);
        fault = await Assert.ThrowsAsync<IOException>(() => stranger.WriteAsync(BlobKey.New(), PipeReader.Create(new MemoryStream([1])), TestContext.Current.CancellationToken));
        Assert.Contains("403 SignatureDoesNotMatch", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", fault.ToString(), StringComparison.Ordinal);
        var faults = await stranger.DeleteAsync([BlobKey.New(), BlobKey.New()], TestContext.Current.CancellationToken);
        Assert.Equal(2, faults.Count);
        Assert.All(faults, entry => Assert.IsType<IOException>(entry.Fault));
    }

    [Fact]
    public async Task Presigned_url_gives_the_blob_with_the_header_it_was_told()
    {
        var bytes = Noise(100_000);
        var url = await PresigningBlobStore.PresignAsync(await WriteAsync(bytes), TimeSpan.FromMinutes(1), Headers);
        using var client = new HttpClient();

        using var whole = await client.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Headers.ContentType, whole.Content.Headers.ContentType!.ToString());
        Assert.Equal(Headers.ContentDisposition, whole.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.Equal("no-store, private", string.Join(", ", whole.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal)));

        using var ask = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(5, 9) } };
        using var part = await client.SendAsync(ask, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[5..10], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(bytes.Length, part.Content.Headers.ContentRange!.Length);
    }

    [Fact]
    public async Task Presigned_url_opens_nothing_else()
    {
        var (key, other) = (await WriteAsync([1]), await WriteAsync([2]));
        var url = (await PresigningBlobStore.PresignAsync(key, TimeSpan.FromMinutes(1), Headers)).AbsoluteUri;
        using var client = new HttpClient();

        foreach (var tampered in (string[])[url.Replace(BlobNames.Of(key), BlobNames.Of(other), StringComparison.Ordinal), url.Replace("image%2Fpng", "text%2Fhtml", StringComparison.Ordinal), url.Replace("X-Amz-Expires=", "X-Amz-Expires=9", StringComparison.Ordinal)])
        {
            Assert.NotEqual(url, tampered);
            using var refused = await client.GetAsync(tampered, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var delete = await client.DeleteAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, delete.StatusCode);
    }

    [Fact]
    public async Task Presigned_url_has_its_time()
    {
        var url = await PresigningBlobStore.PresignAsync(await WriteAsync([1]), TimeSpan.FromSeconds(1), Headers);
        using var client = new HttpClient();
        var status = HttpStatusCode.OK;

        for (var round = 0; round < 100 && status == HttpStatusCode.OK; round++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            using var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
            status = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    protected override async Task<IBlobStore> OpenAsync()
    {
        engine = await S3Engine.GetAsync(engineName);
        bucket = await engine.NewBucketAsync();
        return new S3BlobStore(engine.Options(bucket, pageSize: PageSize), directory);
    }

    protected override ValueTask CloseAsync()
    {
        (Store as IDisposable)?.Dispose();
        Directory.Delete(directory, recursive: true);
        return default;
    }

    protected override IEnumerable<string> Litter() => Directory.EnumerateFiles(Path.Combine(directory, "staging"));

    private IPresigningBlobStore PresigningBlobStore => (IPresigningBlobStore)Store;

    private Task<PutObjectResponse> PutAsync(string name) =>
        engine.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = name, ContentBody = "x", UseChunkEncoding = false }, TestContext.Current.CancellationToken);
}
