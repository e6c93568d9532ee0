using System.Buffers.Binary;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads the duration of a Core Audio file (CAF) from the number of frames that the file states. If the number is missing and all packets have the
/// same size, the duration follows from the size of the data. Otherwise the duration stays unknown.</summary>
internal static class CafReader
{
    private const int FirstChunk = 8;
    private const int ChunkHeader = 12;
    private const int PeekedBytes = 48;

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var (hertz, bytesPerPacket, framesPerPacket) = (0.0, 0u, 0u);
        var (frames, bytes) = (0.0, 0.0);
        for (long offset = FirstChunk; ;)
        {
            var chunk = await file.PeekAsync(offset, PeekedBytes);
            if (chunk.Length < ChunkHeader) break;
            var size = BinaryPrimitives.ReadInt64BigEndian(chunk.Span[4..]);
            var content = chunk.Span[ChunkHeader..];
            if (chunk.Span.StartsWith("desc"u8) && content.Length >= 24)
            {
                hertz = BinaryPrimitives.ReadDoubleBigEndian(content);
                (bytesPerPacket, framesPerPacket) = (BinaryPrimitives.ReadUInt32BigEndian(content[16..]), BinaryPrimitives.ReadUInt32BigEndian(content[20..]));
            }

            if (chunk.Span.StartsWith("pakt"u8) && content.Length >= 16) frames = BinaryPrimitives.ReadInt64BigEndian(content[8..]);
            var rest = file.Length - offset - ChunkHeader;
            // The data begins with four bytes of its own. Its size is -1 if the data reaches to the end.
            if (chunk.Span.StartsWith("data"u8)) bytes = (size is >= 0 && size < rest ? size : rest) - 4;
            if (size < 0 || size > rest) break;
            offset += ChunkHeader + size;
        }

        if (frames <= 0 && bytesPerPacket > 0) frames = bytes / bytesPerPacket * framesPerPacket;
        return hertz > 0 ? MediaDimensions.OfTime(frames / hertz) : default;
    }
}
