using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Detects image formats whose first bytes also occur in other files: BMP, TIFF and icons. <see cref="FileSignatures"/> detects the other image
/// formats.</summary>
internal static class AmbiguousImageSniffer
{
    public static string? Detect(ReadOnlySpan<byte> head)
    {
        if (IsBitmap(head))
            return MediaTypes.Bmp;
        if (Tiff(head) is { } tiff)
            return tiff;

        return IsIcon(head) ? "image/vnd.microsoft.icon" : null;
    }

    /// <summary>"BM", and at offset 14 the size of one of the eight known header versions.</summary>
    private static bool IsBitmap(ReadOnlySpan<byte> head) =>
        head.Length >= 18
        && head.StartsWith("BM"u8)
        && BinaryPrimitives.ReadUInt32LittleEndian(head[14..]) is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124;

    /// <summary>TIFF and BigTIFF in both byte orders. Raw photographs have the same header, and some identify themselves.</summary>
    private static string? Tiff(ReadOnlySpan<byte> head)
    {
        var isTiff = head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8);
        if (!isTiff)
            return null;

        return head.Length >= 10 && head[8..].StartsWith("CR"u8) ? "image/x-canon-cr2" : MediaTypes.Tiff;
    }

    /// <summary>Icons and cursors: two zero bytes, the kind, a small count, then entries whose fourth byte is zero.</summary>
    private static bool IsIcon(ReadOnlySpan<byte> head) =>
        head.Length >= 22
        && (head.StartsWith<byte>([0, 0, 1, 0]) || head.StartsWith<byte>([0, 0, 2, 0]))
        && head[4] is > 0 and < 64
        && head[5] == 0
        && head[9] == 0;
}
