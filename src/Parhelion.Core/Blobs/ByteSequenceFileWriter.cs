using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>
/// Writes byte sequences to files. A sequence may consist of several buffers. One system call writes the whole sequence, and blocks the calling thread.
/// </summary>
/// <remarks>The asynchronous file methods of .NET would only block another thread instead.</remarks>
internal static class ByteSequenceFileWriter
{
    /// <summary>Writes to large files begin and end at multiples of this number of bytes. A write that begins within a page of the page cache costs half as much
    /// again, because the kernel then takes most of its pages one by one.</summary>
    public const int BlockBytes = 128 * 1024;

    /// <summary>Number of bytes from <paramref name="offset"/> to the next multiple of <see cref="BlockBytes"/>, at least one.</summary>
    public static int RestOfBlock(long offset) => BlockBytes - (int)(offset % BlockBytes);

    /// <summary>Returns how many of <paramref name="available"/> bytes from <paramref name="offset"/> come before the last end of a block among them. There must be
    /// as many bytes as <see cref="RestOfBlock"/> at least.</summary>
    public static long WholeBlocks(long offset, long available)
    {
        var rest = RestOfBlock(offset);
        return rest + ((available - rest) / BlockBytes * BlockBytes);
    }

    /// <summary>Writes all bytes of <paramref name="source"/> at <paramref name="offset"/>, in whole blocks. The source holds what is left of a block, so it must be
    /// able to hold two.</summary>
    /// <returns>The position after the last byte.</returns>
    /// <exception cref="OperationCanceledException">A read was cancelled.</exception>
    public static async Task<long> CopyAsync(PipeReader source, SafeFileHandle file, long offset, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rest = RestOfBlock(offset);
            var read = await source.ReadAtLeastAsync(rest, cancellationToken);
            if (read.IsCanceled) throw new OperationCanceledException(cancellationToken);
            // Some readers report the end with a read of its own.
            var isLast = read.Buffer.Length < rest;
            var ready = isLast ? read.Buffer : read.Buffer.Slice(0, WholeBlocks(offset, read.Buffer.Length));
            Write(file, ready, offset);
            offset += ready.Length;
            source.AdvanceTo(ready.End, read.Buffer.End);
            if (isLast && read.IsCompleted) return offset;
        }
    }

    /// <summary>Writes all bytes at <paramref name="offset"/>.</summary>
    public static void Write(SafeFileHandle file, ReadOnlySequence<byte> bytes, long offset)
    {
        if (bytes.IsSingleSegment)
        {
            RandomAccess.Write(file, bytes.FirstSpan, offset);
            return;
        }

        var segments = new List<ReadOnlyMemory<byte>>();
        foreach (var segment in bytes) segments.Add(segment);
        RandomAccess.Write(file, segments, offset);
    }
}
