using System.IO.Pipelines;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>An answer that has begun, read straight into the memory of the response.</summary>
internal sealed class S3Blob(GetObjectResponse? answer, long length, long count, TimeSpan patience) : Blob
{
    private const int ReadBytes = 64 * 1024;

    /// <inheritdoc />
    public override long Length => length;

    /// <inheritdoc />
    public override async ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var left = count;
        while (left > 0)
        {
            var memory = destination.GetMemory((int)Math.Min(left, ReadBytes));
            if (memory.Length > left) memory = memory[..(int)left];
            var read = await ReadAsync(memory, pause, cancellationToken);
            if (read == 0) throw new EndOfStreamException("A blob is shorter than its row says.");
            destination.Advance(read);
            left -= read;
            var flushed = await destination.FlushAsync(cancellationToken);
            if (flushed.IsCompleted || flushed.IsCanceled) return;
        }
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        answer?.Dispose();
        return default;
    }

    private async ValueTask<int> ReadAsync(Memory<byte> memory, CancellationTokenSource pause, CancellationToken cancellationToken)
    {
        if (answer is null) return 0;
        pause.CancelAfter(patience);
        try
        {
            return await answer.ResponseStream.ReadAsync(memory, pause.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("GetObject failed: the S3 store paused for too long.", e);
        }
        finally
        {
            // A slow reader is no pause of the store.
            pause.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }
}
