using System.Buffers.Binary;
using System.Text;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Removes metadata from a WebP image, which may be animated. The orientation in EXIF stays. Unknown chunks, and all bytes after the end of the
/// picture, are dropped.</summary>
internal static class WebPCleaner
{
    private const int MaxChunks = 50_000;
    private const byte ExifFlag = 0x08;
    private const byte XmpFlag = 0x04;

    /// <summary>Removes the metadata.</summary>
    /// <exception cref="MetadataFormatException">The file is damaged.</exception>
    public static void Run(FileRegionAccessor file, MetadataRemovalLevel removal)
    {
        var riff = file.InByteOrder(isLittleEndian: true);
        var end = Math.Min(8L + riff.UInt32(4), file.Length);
        var chunks = Chunks(riff, end);
        var exif = chunks.Where(chunk => chunk.Type == "EXIF").Select(chunk => Exif(riff, chunk, removal)).FirstOrDefault(kept => kept is not null);
        var xmp = removal == MetadataRemovalLevel.Location ? chunks.FirstOrDefault(chunk => chunk.Type == "XMP " && IsCleanXmp(riff, chunk)) : default;
        var picture = chunks.Where(chunk => chunk.Type is "VP8 " or "VP8L" or "VP8X" or "ANIM" or "ANMF" or "ALPH" or "ICCP").ToList();

        var size = 4 + picture.Sum(chunk => chunk.Padded) + (exif?.Length ?? 0) + xmp.Padded;
        var head = new byte[12];
        file.View(0, 12).CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), (uint)size);
        file.Write(0, head);
        file.Keep(0, 12);
        foreach (var chunk in picture)
        {
            if (chunk.Type == "VP8X") SetFlags(file, chunk.At + 8, exif is not null, xmp.Padded > 0);
            Keep(file, chunk);
        }

        if (exif is not null) file.Insert(exif);
        Keep(file, xmp);
    }

    private static List<(string Type, long At, long Length, long Padded)> Chunks(FileRegionAccessor riff, long end)
    {
        var chunks = new List<(string Type, long At, long Length, long Padded)>();
        for (long at = 12; at + 8 <= end;)
        {
            var length = 8L + riff.UInt32(at + 4);
            // The last chunk may lack its padding.
            var padded = length + (length & 1);
            if (at + length > end || chunks.Count == MaxChunks) throw new MetadataFormatException("A part of the WebP lies outside of the file, or there are too many.");
            chunks.Add((Encoding.Latin1.GetString(riff.View(at, 4)), at, length, Math.Min(padded, riff.Length - at)));
            at += padded;
        }

        return chunks;
    }

    // Returns the whole chunk. EXIF is small, so it is written anew in any case.
    private static byte[]? Exif(FileRegionAccessor riff, (string Type, long At, long Length, long Padded) chunk, MetadataRemovalLevel removal)
    {
        var hasName = riff.HasAt(chunk.At + 8, "Exif\0\0"u8);
        var start = chunk.At + 8 + (hasName ? 6 : 0);
        if (start > chunk.At + chunk.Length) return null;
        var exif = riff.Slice(start, chunk.At + chunk.Length - start);
        byte[]? rest;
        if (removal == MetadataRemovalLevel.All || exif.Length > SpooledFile.MaxInserted / 2)
        {
            rest = ExifCleaner.Essential(exif, keepsDensity: false);
        }
        else
        {
            ExifCleaner.RemoveLocation(exif);
            rest = exif.Read(0, exif.Length, SpooledFile.MaxInserted);
        }

        if (rest is null) return null;
        var bytes = new byte[8 + rest.Length + (rest.Length & 1)];
        "EXIF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), rest.Length);
        rest.CopyTo(bytes, 8);
        return bytes;
    }

    private static bool IsCleanXmp(FileRegionAccessor riff, (string Type, long At, long Length, long Padded) chunk)
    {
        if (chunk.Length > XmpEraser.MaxBytes) return false;
        var xmp = riff.Read(chunk.At + 8, chunk.Length - 8, XmpEraser.MaxBytes);
        if (!XmpEraser.TryBlankLocation(xmp)) return false;
        riff.Write(chunk.At + 8, xmp);
        return true;
    }

    private static void SetFlags(FileRegionAccessor file, long at, bool hasExif, bool hasXmp) =>
        file.Write(at, [(byte)((file.Byte(at) & ~(ExifFlag | XmpFlag)) | (hasExif ? ExifFlag : 0) | (hasXmp ? XmpFlag : 0))]);

    private static void Keep(FileRegionAccessor file, (string Type, long At, long Length, long Padded) chunk) => file.Keep(chunk.At, chunk.Padded);
}
