using System.Text;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Removes metadata from a GIF. All bytes after the end of the picture are dropped.</summary>
/// <remarks>What is removed depends on the setting of the app:
/// <list type="bullet">
/// <item>If all metadata is removed, comments and XMP are removed.</item>
/// <item>If only the location is removed, comments stay, and XMP loses only the properties that name a place. XMP that cannot be read is removed.</item>
/// <item>In both cases, the loop count and the colour profile stay, and all other application extension blocks are removed.</item>
/// </list>
/// </remarks>
internal static class GifCleaner
{
    private const byte ImageBlock = 0x2C;
    private const byte Extension = 0x21;
    private const byte Trailer = 0x3B;
    private const byte CommentLabel = 0xFE;
    private const byte ApplicationLabel = 0xFF;

    // An application extension begins with its label, the size of its name, and a name of 11 bytes.
    private const int NameBytes = 11;

    // XMP is not cut into blocks. These bytes after it bring a reader of blocks to the end, wherever it comes from.
    private const int XmpTrailerBytes = 258;

    /// <summary>Removes the metadata.</summary>
    /// <exception cref="MetadataFormatException">The file is damaged.</exception>
    public static void Run(FileRegionAccessor file, MetadataRemovalLevel removal)
    {
        var at = 13L + TableBytes(file.Byte(10));
        file.Keep(0, at);
        while (at < file.Length)
        {
            var end = file.Byte(at) switch
            {
                Trailer => at + 1,
                Extension => EndOfBlocks(file, at + 2),
                ImageBlock => EndOfBlocks(file, at + 11 + TableBytes(file.Byte(at + 9))),
                _ => throw new MetadataFormatException("The GIF has an unknown block."),
            };
            if (file.Byte(at) != Extension || IsKept(file.Slice(at, end - at), removal)) file.Keep(at, end - at);
            if (file.Byte(at) == Trailer) return;
            at = end;
        }
    }

    private static int TableBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static long EndOfBlocks(FileRegionAccessor file, long at)
    {
        while (file.Byte(at) is > 0 and var length) at += 1 + length;
        return at + 1;
    }

    private static bool IsKept(FileRegionAccessor extension, MetadataRemovalLevel removal)
    {
        var label = extension.Byte(1);
        if (label == CommentLabel) return removal == MetadataRemovalLevel.Location;
        if (label != ApplicationLabel) return true;
        if (extension.Length < 3 + NameBytes || extension.Byte(2) != NameBytes) return false;
        var name = Encoding.Latin1.GetString(extension.View(3, NameBytes));
        return name is "NETSCAPE2.0" or "ANIMEXTS1.0" or "ICCRGBG1012" || (name == "XMP DataXMP" && removal == MetadataRemovalLevel.Location && IsCleanXmp(extension));
    }

    private static bool IsCleanXmp(FileRegionAccessor extension)
    {
        var length = extension.Length - 3 - NameBytes - XmpTrailerBytes;
        if (length is < 0 or > XmpEraser.MaxBytes) return false;
        var xmp = extension.Read(3 + NameBytes, length, XmpEraser.MaxBytes);
        if (!XmpEraser.TryBlankLocation(xmp)) return false;
        extension.Write(3 + NameBytes, xmp);
        return true;
    }
}
