using System.IO.Pipelines;
using System.Security.Cryptography;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Tests.Blobs;

public sealed class ByteSequenceFileWriterTests : IDisposable
{
    private const int Block = ByteSequenceFileWriter.BlockBytes;

    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(0, Block - 1)]
    [InlineData(0, Block)]
    [InlineData(0, Block + 1)]
    [InlineData(0, (3 * Block) + 5)]
    [InlineData(37, Block - 37)]
    [InlineData(37, Block)]
    [InlineData(Block, (2 * Block) - 1)]
    public async Task Copy_has_all_bytes_in_their_place(int offset, int count)
    {
        var bytes = RandomNumberGenerator.GetBytes(count);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Block));
        var writing = Task.Run(async () =>
        {
            for (var at = 0; at < count; at += 50_021) await pipe.Writer.WriteAsync(bytes.AsMemory(at, Math.Min(50_021, count - at)));
            await pipe.Writer.CompleteAsync();
        });
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
        {
            Assert.Equal(offset + count, await ByteSequenceFileWriter.CopyAsync(pipe.Reader, file, offset, TestContext.Current.CancellationToken));
        }

        await writing;
        var written = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        Assert.True(written.AsSpan(count == 0 ? 0 : offset).SequenceEqual(bytes));
    }

    [Theory]
    [InlineData(0, Block, Block)]
    [InlineData(0, (2 * Block) - 1, Block)]
    [InlineData(37, Block - 37, Block - 37)]
    [InlineData(37, 3 * Block, (3 * Block) - 37)]
    public void Whole_blocks_end_at_a_multiple_of_their_size(long offset, long available, long expected) =>
        Assert.Equal(expected, ByteSequenceFileWriter.WholeBlocks(offset, available));
}
