using System.Net;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Faults;

/// <summary>Memory does not grow with what is uploaded. Alone on the machine, so that nothing else is measured.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests : IDisposable
{
    private const long MB = 1_000_000;

    // 64 of the smaller ones are six times what all of them may take.
    private static readonly int Size = Sampling.Times(20_000_000, 50_000_000);

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-memory-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Large_uploads_pass_through_little_memory()
    {
        await using var server = await ServerProcess.StartAsync(directory, "Durability=Os");
        for (var warm = 0; warm < 20; warm++) await UploadAsync(server, 2_000_000);

        var (before, peak) = await MeasureAsync(server, () => UploadAsync(server, Size));
        TestContext.Current.TestOutputHelper!.WriteLine($"one: {(peak - before) / MB} MB above {before / MB} MB");
        Assert.InRange(peak - before, long.MinValue, 8 * MB);

        var (beforeMany, peakMany) = await MeasureAsync(server, () => Task.WhenAll(Enumerable.Range(0, 64).Select(_ => UploadAsync(server, Size))));
        TestContext.Current.TestOutputHelper!.WriteLine($"64 at once: {(peakMany - beforeMany) / MB} MB above {beforeMany / MB} MB");
        Assert.InRange(peakMany - beforeMany, long.MinValue, 60 * MB);
    }

    private static async Task<(long Before, long Peak)> MeasureAsync(ServerProcess server, Func<Task> work)
    {
        server.ResetPeak();
        var before = server.Memory("VmRSS");
        await work();
        return (before, server.Memory("VmHWM"));
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
        private static readonly byte[] Block = Make();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var sent = 0; sent < size; sent += Block.Length) await stream.WriteAsync(Block.AsMemory(0, Math.Min(Block.Length, size - sent)));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }

        private static byte[] Make()
        {
            var block = new byte[64 * 1024];
            new Random(1).NextBytes(block);
            Uploads.Png.CopyTo(block, 0);
            return block;
        }
    }
}
