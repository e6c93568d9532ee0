using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>
/// Reads a small blob, or a range of a small blob, from a segment (a file that holds many small blobs). If the blob is erased during the read, the reader
/// throws <see cref="BlobDeletedDuringReadException"/>.
/// </summary>
/// <remarks>The bytes of an erased blob turn into zeros. The reader therefore checks after each read whether the blob is erased.</remarks>
internal sealed class SmallBlobReader(SmallBlobLocation place, long offset, long count) : OpenBlob
{
    private const int StepBytes = 64 * 1024;

    /// <inheritdoc />
    public override long Length => place.Slot.Length;

    /// <inheritdoc />
    public override bool IsInSharedFile => true;

    /// <inheritdoc />
    public override bool IsErased => !place.Segment.Value.IsLive(place.Index);

    /// <inheritdoc />
    public override bool TryGetCachedFile([NotNullWhen(true)] out SafeFileHandle? file, out long start)
    {
        start = place.Slot.Offset + offset;
        file = offset + count <= Length && PageCacheReader.Holds(place.Segment.Value.File, start, count) ? place.Segment.Value.File : null;
        return file is not null;
    }

    /// <inheritdoc />
    /// <exception cref="BlobDeletedDuringReadException">The blob was erased.</exception>
    public override async ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        if (offset + count > Length) throw new EndOfStreamException("A blob is shorter than its row says.");
        var segment = place.Segment.Value;
        for (var (position, left) = (offset, count); left > 0;)
        {
            var memory = destination.GetMemory((int)Math.Min(left, StepBytes));
            if (memory.Length > left) memory = memory[..(int)left];
            var at = place.Slot.Offset + position;
            if (!PageCacheReader.TryRead(segment.File, memory.Span, at, out var read)) read = await RandomAccess.ReadAsync(segment.File, memory, at, cancellationToken);
            if (read == 0) throw new EndOfStreamException("A segment is shorter than its table says.");
            if (IsErased) throw new BlobDeletedDuringReadException();
            destination.Advance(read);
            position += read;
            left -= read;
            var flushed = await destination.FlushAsync(cancellationToken);
            if (flushed.IsCompleted || flushed.IsCanceled) return;
        }
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        place.Segment.Dispose();
        return default;
    }
}
