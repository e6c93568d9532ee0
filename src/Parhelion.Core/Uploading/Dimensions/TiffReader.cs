using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Inspection;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads width and height of the first image of a TIFF or BigTIFF file.</summary>
internal static class TiffReader
{
    private const int HeaderBytes = 16;

    /// <summary>Whether the bytes begin a file of TIFF or BigTIFF, in either byte order.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> start) =>
        start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) || start.StartsWith("II+\0"u8) || start.StartsWith("MM\0+"u8);

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var header = await file.PeekAsync(0, HeaderBytes);
        if (header.Length < HeaderBytes) return default;
        var isLittleEndian = header.Span[0] == (byte)'I';
        var isBig = header.Span[2..4].Contains((byte)'+');
        var offset = (long)Number(isBig ? header.Span[8..] : header.Span[4..8], isLittleEndian);

        var countBytes = TiffDimensions.CountBytes(isBig);
        var count = await file.PeekAsync(offset, countBytes);
        if (count.Length < countBytes) return default;
        var entryBytes = TiffDimensions.EntryBytes(isBig);
        var entryCount = (int)Math.Min(Number(count.Span, isLittleEndian), (ulong)(StagedUploadReadBuffer.Bytes / entryBytes));
        var entries = await file.PeekAsync(offset + countBytes, entryCount * entryBytes);
        var directory = TiffDimensions.Read(entries.Span, isLittleEndian, isBig);
        return MediaDimensions.Of(directory.Width, directory.Height, directory.IsTurned);
    }

    /// <summary>Reads an unsigned number of up to eight bytes; 0 of none.</summary>
    public static ulong Number(ReadOnlySpan<byte> bytes, bool isLittleEndian)
    {
        var number = 0ul;
        for (var i = 0; i < bytes.Length; i++) number = (number << 8) | bytes[isLittleEndian ? bytes.Length - 1 - i : i];
        return number;
    }
}
