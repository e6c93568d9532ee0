using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.S3;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;
using Parhelion.S3;

[assembly: AssemblyFixture(typeof(Parhelion.Tests.S3Engine.Ending))]

namespace Parhelion.Tests;

/// <summary>A real S3-compatible store, started by a script of eng/ when it is first asked for and stopped at the end of the process.</summary>
internal sealed class S3Engine
{
    private static readonly Lazy<Task<S3Engine>> Ceph = new(() => StartAsync("s3-ceph.sh"));
    private static readonly Lazy<Task<S3Engine>> Swift = new(() => StartAsync("s3-swift.sh"));

    private readonly EngineScript engine;
    private readonly AmazonS3Client client;
    private int buckets;

    private S3Engine(EngineScript engine)
    {
        this.engine = engine;
        var settings = engine.Told;
        (Endpoint, Region, AccessKey, SecretKey) = (new Uri(settings["ENDPOINT"]), settings["REGION"], settings["ACCESS_KEY"], settings["SECRET_KEY"]);
        client = new AmazonS3Client(AccessKey, SecretKey, new AmazonS3Config { ServiceURL = Endpoint.AbsoluteUri, AuthenticationRegion = Region, ForcePathStyle = true });
    }

    /// <summary>The stores that every test runs on.</summary>
    public static IReadOnlyList<string> Names { get; } = ["ceph", "swift"];

    public Uri Endpoint { get; }

    public string Region { get; }

    public string AccessKey { get; }

    public string SecretKey { get; }

    /// <summary>A client for looking behind the store under test.</summary>
    public IAmazonS3 Client => client;

    /// <summary>The store of one of <see cref="Names"/>. Skips the test where it cannot be started.</summary>
    public static Task<S3Engine> GetAsync(string name)
    {
        EngineScript.Require($"s3-{name}.sh");
        return (name == "ceph" ? Ceph : Swift).Value;
    }

    /// <summary>Makes a bucket that nobody else uses.</summary>
    public async Task<string> NewBucketAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"bucket-{Interlocked.Increment(ref buckets)}");
        await client.PutBucketAsync(name, TestContext.Current.CancellationToken);
        return name;
    }

    /// <summary>A store in the bucket, for tests without a server.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="endpoint">Where the store is reached, when not directly.</param>
    /// <param name="patience">How long a request may take.</param>
    /// <param name="retries">How often it is repeated.</param>
    /// <param name="pageSize">Entries of a page.</param>
    /// <param name="reads">How many objects are read at once.</param>
    public S3Options Options(string bucket, Uri? endpoint = null, TimeSpan? patience = null, int retries = 3, int pageSize = 1000, int reads = 256) => new()
    {
        Endpoint = endpoint ?? Endpoint,
        Region = Region,
        Bucket = bucket,
        AccessKey = AccessKey,
        SecretKey = SecretKey,
        Timeout = patience ?? TimeSpan.FromMinutes(1),
        Retries = retries,
        PageSize = pageSize,
        Reads = reads,
    };

    /// <summary>The settings of a server that keeps its blobs in the bucket.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="endpoint">Where the store is reached, when not directly.</param>
    public Dictionary<string, string> Settings(string bucket, Uri? endpoint = null) => new(StringComparer.Ordinal)
    {
        ["Blobs:Provider"] = "S3",
        ["Blobs:S3:Endpoint"] = (endpoint ?? Endpoint).AbsoluteUri,
        ["Blobs:S3:Region"] = Region,
        ["Blobs:S3:Bucket"] = bucket,
        ["Blobs:S3:AccessKey"] = AccessKey,
        ["Blobs:S3:SecretKey"] = SecretKey,
    };

    /// <summary>Objects and uploads in parts that there are in a bucket.</summary>
    public async Task<List<string>> ContentsAsync(string bucket)
    {
        var objects = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket }, CancellationToken.None);
        var uploads = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket }, CancellationToken.None);
        return [.. (objects.S3Objects ?? []).Select(entry => entry.Key).Where(name => name != BlobNames.IdentityFile), .. (uploads.MultipartUploads ?? []).Select(entry => $"{entry.Key} (upload)")];
    }

    private static async Task<S3Engine> StartAsync(string script) => new(await EngineScript.StartAsync(script, FreePorts()));

    private async ValueTask StopAsync()
    {
        client.Dispose();
        await engine.DisposeAsync();
    }

    // The engines take some of the ports that follow as well: a stretch below those that the system gives to others.
    private static int FreePorts()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var first = 10_000 + (Random.Shared.Next(800) * 25);
            if (Enumerable.Range(first, 25).All(IsFree)) return first;
        }

        throw new InvalidOperationException("No free ports were found.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Stops what was started, after the last test of the assembly.</summary>
    public sealed class Ending : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var engine in (Lazy<Task<S3Engine>>[])[Ceph, Swift])
            {
                if (engine.IsValueCreated && engine.Value.IsCompletedSuccessfully) await (await engine.Value).StopAsync();
            }
        }
    }
}
