using System.Buffers.Binary;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads width and height of PNG, GIF and BMP images from the first 64 bytes of the file.</summary>
internal static class ImageHeaderReader
{
    /// <summary>PNG (ISO/IEC 15948, 11.2.1): the size is in the chunk IHDR, which is the first one. Xcode puts a chunk CgBI in front.</summary>
    public static MediaDimensions Png(ReadOnlySpan<byte> start)
    {
        const int signature = 8;
        const int chunkFrame = 12;
        var chunk = start[signature..];
        if (chunk[4..].StartsWith("CgBI"u8))
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (length > chunk.Length - chunkFrame) return default;
            chunk = chunk[((int)length + chunkFrame)..];
        }

        return chunk.Length >= 16 && chunk[4..].StartsWith("IHDR"u8)
            ? MediaDimensions.Of(BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadUInt32BigEndian(chunk[12..]))
            : default;
    }

    /// <summary>GIF: the size of the logical screen, on which all frames are drawn.</summary>
    public static MediaDimensions Gif(ReadOnlySpan<byte> start) =>
        MediaDimensions.Of(BinaryPrimitives.ReadUInt16LittleEndian(start[6..]), BinaryPrimitives.ReadUInt16LittleEndian(start[8..]));

    /// <summary>BMP: the first number of the header tells its version. A negative height means that the first row is the uppermost.</summary>
    public static MediaDimensions Bmp(ReadOnlySpan<byte> start)
    {
        if (start.Length < 26) return default;
        const int oldHeader = 12;
        return BinaryPrimitives.ReadUInt32LittleEndian(start[14..]) == oldHeader
            ? MediaDimensions.Of(BinaryPrimitives.ReadUInt16LittleEndian(start[18..]), BinaryPrimitives.ReadUInt16LittleEndian(start[20..]))
            : MediaDimensions.Of(BinaryPrimitives.ReadInt32LittleEndian(start[18..]), Math.Abs((double)BinaryPrimitives.ReadInt32LittleEndian(start[22..])));
    }
}
