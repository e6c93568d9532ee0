using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>An open file, read straight into the memory of the response: no stream, no buffer in between.</summary>
internal sealed class DiskBlob(SafeFileHandle file) : Blob
{
    private const int ReadBytes = 64 * 1024;

    /// <inheritdoc />
    public override long Length => RandomAccess.GetLength(file);

    /// <inheritdoc />
    public override async ValueTask CopyToAsync(PipeWriter destination, long offset, long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            var memory = destination.GetMemory((int)Math.Min(count, ReadBytes));
            if (memory.Length > count) memory = memory[..(int)count];
            var read = await RandomAccess.ReadAsync(file, memory, offset, cancellationToken);
            if (read == 0) throw new EndOfStreamException("A blob is shorter than its row says.");
            destination.Advance(read);
            offset += read;
            count -= read;
            var flushed = await destination.FlushAsync(cancellationToken);
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
