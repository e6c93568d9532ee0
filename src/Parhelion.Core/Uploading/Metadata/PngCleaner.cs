using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Removes metadata from a PNG, which may be animated. All bytes after the end of the picture are dropped.</summary>
internal static class PngCleaner
{
    private const int MaxExifBytes = 1 << 20;
    private const int MaxKeywordBytes = 80;

    private static readonly HashSet<string> Essential = new(StringComparer.Ordinal)
    {
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "mDCv", "cLLi", "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT",
    };

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal) { "tIME", "oFFs", "sTER", "gIFg", "gIFx", "iDOT", "vpAg", "caNv", "orNT" };

    /// <summary>Removes the metadata.</summary>
    /// <exception cref="MetadataFormatException">The file is damaged, or has parts that are needed but unknown.</exception>
    public static void Run(FileRegionAccessor file, MetadataRemovalLevel removal)
    {
        file.Keep(0, 8);
        for (long at = 8; at < file.Length;)
        {
            var length = 12L + file.UInt32(at);
            var type = Encoding.Latin1.GetString(file.View(at + 4, 4));
            CleanChunk(file.Slice(at, length), type, removal);
            if (type == "IEND") return;
            at += length;
        }
    }

    private static void CleanChunk(FileRegionAccessor chunk, string type, MetadataRemovalLevel removal)
    {
        if (Essential.Contains(type)) chunk.Keep(0, chunk.Length);
        else if (type.Length < 4 || char.IsAsciiLetterUpper(type[0])) throw new MetadataFormatException("The PNG needs an unknown part.");
        else if (type == "eXIf") CleanExif(chunk, removal);
        else if (removal == MetadataRemovalLevel.Location && (Harmless.Contains(type) || IsTextWithoutLocation(chunk, type))) chunk.Keep(0, chunk.Length);
    }

    private static void CleanExif(FileRegionAccessor chunk, MetadataRemovalLevel removal)
    {
        var exif = chunk.Slice(8, chunk.Length - 12);
        if (removal == MetadataRemovalLevel.All)
        {
            if (ExifCleaner.Essential(exif, keepsDensity: false) is { } rest) chunk.Insert(Chunk("eXIf"u8, rest));
            return;
        }

        if (exif.Length > MaxExifBytes) return;
        ExifCleaner.RemoveLocation(exif);
        Seal(chunk);
        chunk.Keep(0, chunk.Length);
    }

    // Programs store XMP, EXIF and IPTC in texts, too. Those with a compressed value are removed.
    private static bool IsTextWithoutLocation(FileRegionAccessor chunk, string type)
    {
        if (type is not ("tEXt" or "zTXt" or "iTXt")) return false;
        var head = chunk.View(8, (int)Math.Min(MaxKeywordBytes, chunk.Length - 12));
        var end = head.IndexOf((byte)0);
        if (end < 0) return false;
        var keyword = Encoding.Latin1.GetString(head[..end]);
        if (keyword == "XML:com.adobe.xmp") return type == "iTXt" && IsCleanXmp(chunk, 8 + end + 1);
        if (keyword.StartsWith("Raw profile type ", StringComparison.OrdinalIgnoreCase)) return keyword[17..] is "icc" or "icm";
        return !keyword.StartsWith("exif:", StringComparison.OrdinalIgnoreCase) && !LocationPropertyNames.Contains(Encoding.Latin1.GetBytes(keyword));
    }

    // After the keyword: whether the text is compressed, how, its language and the translated keyword.
    private static bool IsCleanXmp(FileRegionAccessor chunk, long at)
    {
        if (chunk.Byte(at) != 0 || chunk.Length > XmpEraser.MaxBytes) return false;
        at += 2;
        for (var texts = 0; texts < 2; at++)
        {
            if (chunk.Byte(at) == 0) texts++;
        }

        var xmp = chunk.Read(at, chunk.Length - 4 - at, XmpEraser.MaxBytes);
        if (!XmpEraser.TryBlankLocation(xmp)) return false;
        chunk.Write(at, xmp);
        Seal(chunk);
        return true;
    }

    // Writes the checksum anew.
    private static void Seal(FileRegionAccessor chunk)
    {
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.HashToUInt32(chunk.Read(4, chunk.Length - 8, MaxExifBytes + XmpEraser.MaxBytes)));
        chunk.Write(chunk.Length - 4, crc);
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }
}
