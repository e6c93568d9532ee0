using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Reads a blob that has a file of its own, or a range of such a blob. The bytes go directly into the memory of the response, without a stream or a
/// second buffer.</summary>
internal sealed class OpenFileBlob(SafeFileHandle file, long offset, long count) : OpenBlob
{
    private const int MinBytes = 64 * 1024;
    private const int MaxBytes = 256 * 1024;

    /// <inheritdoc />
    public override long Length => RandomAccess.GetLength(file);

    /// <inheritdoc />
    public override bool TryGetCachedFile([NotNullWhen(true)] out SafeFileHandle? open, out long start)
    {
        var isCached = PageCacheReader.Holds(file, offset, count);
        (open, start) = isCached ? (file, offset) : (null, 0);
        return isCached;
    }

    /// <inheritdoc />
    public override async ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        var (position, left, step) = (offset, count, MinBytes);
        while (left > 0)
        {
            var memory = destination.GetMemory((int)Math.Min(left, step));
            if (memory.Length > left) memory = memory[..(int)left];
            if (!PageCacheReader.TryRead(file, memory.Span, position, out var read)) read = await RandomAccess.ReadAsync(file, memory, position, cancellationToken);
            if (read == 0) throw new EndOfStreamException("A blob is shorter than its row says.");
            destination.Advance(read);
            position += read;
            left -= read;
            var flushing = destination.FlushAsync(cancellationToken);
            // Fast readers get larger reads, up to 256 KiB. Slow readers go back to 64 KiB, so that they hold little memory.
            step = flushing.IsCompleted ? Math.Min(step * 2, MaxBytes) : MinBytes;
            var flushed = await flushing;
            if (flushed.IsCompleted || flushed.IsCanceled) return;
        }
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        file.Dispose();
        return default;
    }
}
