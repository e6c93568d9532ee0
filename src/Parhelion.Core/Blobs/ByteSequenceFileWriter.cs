using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Writes a byte sequence, which may consist of several buffers, to a file with one system call. The call blocks the calling thread, because the
/// asynchronous file methods of .NET would only block another thread instead.</summary>
internal static class ByteSequenceFileWriter
{
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
