using System.Buffers.Binary;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads width and height of a JPEG (ITU-T T.81, annex B) from the frame header. Exif data before the frame header may state an orientation that swaps
/// width and height.</summary>
internal static class JpegReader
{
    // The shortest frame header has more, so the end of the file is near only if there is none.
    private const int PeekedBytes = 10;
    private const byte Fill = 0xFF;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App1 = 0xE1;

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var isTurned = false;
        for (long offset = 2; ;)
        {
            var bytes = await file.PeekAsync(offset, PeekedBytes);
            if (bytes.Length < PeekedBytes || bytes.Span[0] != Fill) return default;
            var marker = bytes.Span[1];
            if (marker is EndOfImage or StartOfScan) return default;
            if (marker == Fill || IsWithoutLength(marker))
            {
                offset += marker == Fill ? 1 : 2;
                continue;
            }

            if (IsFrame(marker)) return SizeOf(bytes.Span, isTurned);
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[2..]);
            if (length < 2) return default;
            if (marker == App1 && bytes.Span[4..].StartsWith("Exif\0\0"u8)) isTurned = TiffDimensions.IsTurnedByExif((await file.PeekAsync(offset + 4, length - 2)).Span);
            offset += 2 + length;
        }
    }

    private static MediaDimensions SizeOf(ReadOnlySpan<byte> frame, bool isTurned) =>
        MediaDimensions.Of(BinaryPrimitives.ReadUInt16BigEndian(frame[7..]), BinaryPrimitives.ReadUInt16BigEndian(frame[5..]), isTurned);

    // Of C0 to CF, three are tables and an extension.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static bool IsWithoutLength(byte marker) => marker is 0x01 or >= 0xD0 and <= 0xD8;
}
