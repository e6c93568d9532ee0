using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Type and position of a box in a file of the ISO base media family, such as MP4 or HEIF. Such files consist of boxes (ISO/IEC 14496-12,
/// 4.2).</summary>
/// <param name="Type">The four characters of the type, the first in the highest byte.</param>
/// <param name="Content">Position of the content in the file.</param>
/// <param name="End">Position after the box, at most the end of the box around it.</param>
internal readonly record struct IsoBox(uint Type, long Content, long End)
{
    private const int HeaderBytes = 8;
    private const int LongHeaderBytes = 16;

    /// <summary>Reads the header of the box at an offset; <c>null</c> if there is none before <paramref name="end"/>.</summary>
    public static async ValueTask<IsoBox?> ReadAsync(BoundedRangeReader file, long offset, long end)
    {
        if (offset > end - HeaderBytes) return null;
        var header = await file.PeekAsync(offset, LongHeaderBytes);
        if (header.Length < HeaderBytes) return null;
        var (size, headerBytes) = ((ulong)BinaryPrimitives.ReadUInt32BigEndian(header.Span), HeaderBytes);
        if (size == 1)
        {
            if (header.Length < LongHeaderBytes) return null;
            (size, headerBytes) = (BinaryPrimitives.ReadUInt64BigEndian(header.Span[HeaderBytes..]), LongHeaderBytes);
        }
        else if (size == 0)
        {
            // It reaches to the end.
            size = (ulong)(end - offset);
        }

        if (size < (ulong)headerBytes || offset > end - headerBytes) return null;
        var boxEnd = size > (ulong)(end - offset) ? end : offset + (long)size;
        return new IsoBox(BinaryPrimitives.ReadUInt32BigEndian(header.Span[4..]), offset + headerBytes, boxEnd);
    }
}
