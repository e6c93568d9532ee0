using System.Net;
using Parhelion.Server.Tests.Faults;
using Parhelion.Tests;

namespace Parhelion.S3.Tests;

/// <summary>Memory does not grow with what is uploaded. Alone on the machine, so that nothing else is measured.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests : IDisposable
{
    private const long MB = 1_000_000;

    // Of more than one part. 64 of the smaller ones are eight times what all of them may take, and 16 are twice.
    private static readonly int Size = Sampling.Times(20_000_000, 50_000_000);

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-s3-memory-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    // Swift does 30 MB/s on two cores: an upload in flight takes the same memory, and 16 of them take a quarter of the time.
    public static TheoryData<string, int> Stores => [.. Sampling.Some<(string, int)>([("ceph", 64), ("swift", 16)], 1)];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Large_uploads_pass_through_little_memory(string engineName, int atOnce)
    {
        var engine = await S3Engine.GetAsync(engineName);
        var settings = engine.Settings(await engine.NewBucketAsync()).Select(setting => $"{setting.Key}={setting.Value}");
        await using var server = await ServerProcess.StartAsync(directory, [.. settings]);
        server.Client.Timeout = TimeSpan.FromMinutes(5);
        for (var warm = 0; warm < 10; warm++) await UploadAsync(server, warm < 5 ? 2_000_000 : 20_000_000);
        server.ResetPeak();
        var before = server.Memory("VmRSS");

        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => UploadAsync(server, Size)));

        var grown = server.Memory("VmHWM") - before;
        TestContext.Current.TestOutputHelper!.WriteLine($"{atOnce} at once: {grown / MB} MB above {before / MB} MB");
        Assert.InRange(grown, long.MinValue, 150 * MB);
    }

    private static async Task UploadAsync(ServerProcess server, int size)
    {
        using var content = new Noise(size);
        var (status, path) = await server.UploadAsync(content, "a.png");
        Assert.Equal(201, status);
        Assert.Equal(200, await server.RemoveAsync(path!));
    }

    // Made as it is sent: 64 of them take no memory here either.
    private sealed class Noise(int size) : HttpContent
    {
        private static readonly byte[] Block = ServerTests.Png(64 * 1024);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var sent = 0; sent < size; sent += Block.Length) await stream.WriteAsync(Block.AsMemory(0, Math.Min(Block.Length, size - sent)));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
