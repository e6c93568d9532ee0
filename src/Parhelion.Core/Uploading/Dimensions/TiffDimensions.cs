namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Width, height and orientation of an image, from a directory in a TIFF 6.0 or BigTIFF file. A directory is a list of tagged values. The Exif data of
/// many other formats contains a directory of the same form.</summary>
/// <param name="Width">Width in pixels; 0 if it is not stated.</param>
/// <param name="Height">Height in pixels; 0 if it is not stated.</param>
/// <param name="IsTurned">Whether width and height are swapped when the image is shown: orientations 5 to 8.</param>
internal readonly record struct TiffDimensions(double Width, double Height, bool IsTurned)
{
    private const int WidthTag = 256;
    private const int HeightTag = 257;
    private const int OrientationTag = 274;

    /// <summary>Bytes of the number of entries.</summary>
    public static int CountBytes(bool isBig) => isBig ? 8 : 2;

    /// <summary>Bytes of one entry.</summary>
    public static int EntryBytes(bool isBig) => isBig ? 20 : 12;

    /// <summary>Reads the entries that follow their number.</summary>
    /// <param name="entries">The entries. If there are fewer bytes than entries, the rest is missing.</param>
    /// <param name="isLittleEndian">Whether the file begins with <c>II</c>.</param>
    /// <param name="isBig">Whether it is BigTIFF.</param>
    public static TiffDimensions Read(ReadOnlySpan<byte> entries, bool isLittleEndian, bool isBig)
    {
        var found = default(TiffDimensions);
        for (var size = EntryBytes(isBig); entries.Length >= size; entries = entries[size..])
        {
            var tag = TiffReader.Number(entries[..2], isLittleEndian);
            if (tag is not (WidthTag or HeightTag or OrientationTag)) continue;
            var value = ValueOf(entries[..size], isLittleEndian, isBig);
            found = tag switch
            {
                WidthTag => found with { Width = value },
                HeightTag => found with { Height = value },
                _ => found with { IsTurned = value is >= 5 and <= 8 },
            };
        }

        return found;
    }

    /// <summary>Whether Exif data, which begins with the header of a TIFF file, tells that the image is turned.</summary>
    public static bool IsTurnedByExif(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8)) exif = exif[6..];
        if (exif.Length < 8 || !TiffReader.IsHeader(exif)) return false;
        var isLittleEndian = exif[0] == (byte)'I';
        var offset = (long)TiffReader.Number(exif[4..8], isLittleEndian);
        if (offset > exif.Length - 2) return false;
        var count = (int)TiffReader.Number(exif.Slice((int)offset, 2), isLittleEndian);
        var entries = exif[((int)offset + 2)..];
        return Read(entries[..Math.Min(entries.Length, count * EntryBytes(isBig: false))], isLittleEndian, isBig: false).IsTurned;
    }

    private static double ValueOf(ReadOnlySpan<byte> entry, bool isLittleEndian, bool isBig)
    {
        var value = entry[(isBig ? 12 : 8)..];
        var bytes = TiffReader.Number(entry[2..4], isLittleEndian) switch { 1 => 1, 3 => 2, 4 => 4, 16 when isBig => 8, _ => 0 };
        return TiffReader.Number(value[..bytes], isLittleEndian);
    }
}
