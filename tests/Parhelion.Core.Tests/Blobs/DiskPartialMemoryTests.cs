using System.Buffers;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Tests.Blobs;

/// <summary>The memory of unfinished uploads. Runs alone: it measures the memory of the whole process.</summary>
[CollectionDefinition(nameof(DiskPartialMemoryTests), DisableParallelization = true)]
[Collection(nameof(DiskPartialMemoryTests))]
public sealed class DiskPartialMemoryTests : IDisposable
{
    private const int Piece = 4096;

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-partial-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Writer_takes_little_memory()
    {
        // Whole writers of 100 uploads at once: what the pool keeps counts as well.
        var store = new DiskBlobStore(directory, Durability.Full);
        var (writers, bytes) = (new List<IPartialBlobWriter>(), new byte[500_000]);
        await using (await OpenAsync(store, bytes))
        {
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        while (writers.Count < 100) writers.Add(await OpenAsync(store, bytes));
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / writers.Count;
        foreach (var writer in writers) await writer.DisposeAsync();

        Assert.InRange(each, 1, 384 * 1024);
    }

    private static async Task<IPartialBlobWriter> OpenAsync(DiskBlobStore store, byte[] bytes)
    {
        var writer = await store.Partial.OpenAsync(BlobKey.New(), PartialBlobState.Empty, TestContext.Current.CancellationToken);
        for (var sent = 0; sent < bytes.Length; sent += Piece)
        {
            await writer.AppendAsync(new ReadOnlySequence<byte>(bytes.AsMemory(sent, Math.Min(Piece, bytes.Length - sent))), TestContext.Current.CancellationToken);
        }

        return writer;
    }
}
