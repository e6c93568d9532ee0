using System.Buffers.Binary;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Inspection;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>
/// Reads width and height of a WebP image (RFC 9649) from the first chunk of the file. In an extended file, Exif data in a later chunk may state an orientation
/// that swaps width and height.
/// </summary>
/// <remarks>The first chunk is <c>VP8</c> (lossy), <c>VP8L</c> (lossless) or <c>VP8X</c> (extended).</remarks>
internal static class WebPReader
{
    private const int FirstChunk = 12;
    private const int ChunkHeader = 8;
    private const byte ExifFlag = 0x08;

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var start = await file.PeekAsync(0, 32);
        if (start.Length < 30) return default;
        return start.Span[FirstChunk..].StartsWith("VP8X"u8) ? await ReadExtendedAsync(file, start) : ReadSimple(start.Span[FirstChunk..]);
    }

    private static MediaDimensions ReadSimple(ReadOnlySpan<byte> chunk)
    {
        var data = chunk[ChunkHeader..];
        if (chunk.StartsWith("VP8L"u8) && data[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return MediaDimensions.Of((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
        }

        var isKeyFrame = chunk.StartsWith("VP8 "u8) && (data[0] & 1) == 0 && data[3..].StartsWith<byte>([0x9D, 0x01, 0x2A]);
        return isKeyFrame
            ? MediaDimensions.Of(BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF)
            : default;
    }

    private static async ValueTask<MediaDimensions> ReadExtendedAsync(BoundedRangeReader file, ReadOnlyMemory<byte> start)
    {
        var hasExif = (start.Span[20] & ExifFlag) != 0;
        var (width, height) = (UInt24(start.Span[24..]) + 1, UInt24(start.Span[27..]) + 1);
        return MediaDimensions.Of(width, height, hasExif && await IsTurnedAsync(file));
    }

    private static async ValueTask<bool> IsTurnedAsync(BoundedRangeReader file)
    {
        for (long offset = FirstChunk; ;)
        {
            var chunk = await file.PeekAsync(offset, ChunkHeader);
            if (chunk.Length < ChunkHeader) return false;
            long size = BinaryPrimitives.ReadUInt32LittleEndian(chunk.Span[4..]);
            if (chunk.Span.StartsWith("EXIF"u8))
                return TiffDimensions.IsTurnedByExif((await file.PeekAsync(offset + ChunkHeader, (int)Math.Min(size, StagedUploadReadBuffer.Bytes))).Span);
            offset += ChunkHeader + size + (size & 1);
        }
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
