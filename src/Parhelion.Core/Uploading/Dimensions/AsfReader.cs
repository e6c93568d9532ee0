using System.Buffers.Binary;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads width, height and duration of ASF files, such as WMV, from the objects in the header of the file.</summary>
internal static class AsfReader
{
    private const int FirstObject = 30;
    private const int ObjectHeader = 24;
    private const int PeekedBytes = 104;

    private static ReadOnlySpan<byte> FileProperties => [0xA1, 0xDC, 0xAB, 0x8C, 0x47, 0xA9, 0xCF, 0x11, 0x8E, 0xE4, 0x00, 0xC0, 0x0C, 0x20, 0x53, 0x65];

    private static ReadOnlySpan<byte> StreamProperties => [0x91, 0x07, 0xDC, 0xB7, 0xB7, 0xA9, 0xCF, 0x11, 0x8E, 0xE6, 0x00, 0xC0, 0x0C, 0x20, 0x53, 0x65];

    private static ReadOnlySpan<byte> Video => [0xC0, 0xEF, 0x19, 0xBC, 0x4D, 0x5B, 0xCF, 0x11, 0xA8, 0xFD, 0x00, 0x80, 0x5F, 0x5C, 0x44, 0x2B];

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var (width, height, seconds) = (0.0, 0.0, 0.0);
        var header = await file.PeekAsync(0, FirstObject);
        if (header.Length < FirstObject) return default;
        var end = Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(header.Span[16..]), (ulong)file.Length);
        for (ulong offset = FirstObject; offset < end;)
        {
            var part = await file.PeekAsync((long)offset, PeekedBytes);
            if (part.Length < ObjectHeader) break;
            var bytes = part.Span;
            if (bytes.StartsWith(FileProperties) && bytes.Length >= 92) seconds = SecondsOf(bytes);
            if (bytes.StartsWith(StreamProperties) && bytes.Length >= 86 && bytes[ObjectHeader..].StartsWith(Video) && width == 0)
                (width, height) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes[78..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[82..]));
            var size = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
            if (size < ObjectHeader || size > end - offset) break;
            offset += size;
        }

        return MediaDimensions.Of(width, height, seconds);
    }

    // The time counts from the start of buffering, in units of 100 ns. A broadcast does not state it.
    private static double SecondsOf(ReadOnlySpan<byte> properties)
    {
        const uint broadcast = 1;
        if ((BinaryPrimitives.ReadUInt32LittleEndian(properties[88..]) & broadcast) != 0) return 0;
        return (BinaryPrimitives.ReadUInt64LittleEndian(properties[64..]) / 1e7) - (BinaryPrimitives.ReadUInt64LittleEndian(properties[80..]) / 1e3);
    }
}
