namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Removes metadata from a JPEG. The compressed image is copied as it is.</summary>
/// <remarks>Phones append further pictures (MPF), and the films of "motion photos", to the first picture. If only the location is removed, the further pictures
/// stay at their places and are cleaned too, and a film is dropped. If all metadata is removed, everything after the first picture is dropped.</remarks>
internal sealed class JpegCleaner
{
    private const int MaxImages = 64;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App0 = 0xE0;
    private const byte App15 = 0xEF;
    private const byte Comment = 0xFE;

    private readonly FileRegionAccessor file;
    private readonly bool removesAll;
    private readonly bool isInPlace;

    private JpegCleaner(FileRegionAccessor file, bool removesAll, bool isInPlace) => (this.file, this.removesAll, this.isInPlace) = (file, removesAll, isInPlace);

    /// <summary>Removes the metadata.</summary>
    /// <exception cref="MetadataFormatException">The file is damaged.</exception>
    public static void Run(FileRegionAccessor file, MetadataRemovalLevel removal)
    {
        var cleaner = new JpegCleaner(file, removal == MetadataRemovalLevel.All, isInPlace: removal != MetadataRemovalLevel.All);
        var end = cleaner.CleanImage(0);
        if (cleaner.removesAll) return;
        for (var images = 1; cleaner.FindImage(end) is { } next; images++)
        {
            if (images == MaxImages) throw new MetadataFormatException("The JPEG has too many pictures.");
            end = cleaner.CleanImage(next);
        }

        file.Keep(0, end);
    }

    /// <summary>Removes the metadata of one picture that is a part of another file. Its length stays the same.</summary>
    /// <exception cref="MetadataFormatException">The picture is damaged.</exception>
    public static void RunInPlace(FileRegionAccessor picture, MetadataRemovalLevel removal) => new JpegCleaner(picture, removal == MetadataRemovalLevel.All, isInPlace: true).CleanImage(0);

    // Programs align the next picture with zeros.
    private long? FindImage(long at)
    {
        while (at < file.Length)
        {
            var view = file.View(at);
            var next = view.IndexOfAnyExcept((byte)0);
            if (next >= 0) return file.HasAt(at + next, [0xFF, 0xD8, 0xFF]) ? at + next : null;
            at += view.Length;
        }

        return null;
    }

    // Returns the position after the end of the image.
    private long CleanImage(long at)
    {
        if (!file.HasAt(at, [0xFF, 0xD8])) throw new MetadataFormatException("The JPEG does not begin as one.");
        Keep(at, 2);
        at += 2;
        while (true)
        {
            if (file.Byte(at) != 0xFF) throw new MetadataFormatException("A segment of the JPEG does not begin with a marker.");
            while (file.Byte(at + 1) == 0xFF) at++;
            var marker = file.Byte(at + 1);
            if (marker == EndOfImage)
            {
                Keep(at, 2);
                return at + 2;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                Keep(at, 2);
                at += 2;
                continue;
            }

            if (marker is 0x00 or 0xD8) throw new MetadataFormatException("The JPEG has a marker at a wrong place.");
            var length = 2L + file.UInt16(at + 2);
            if (length < 4) throw new MetadataFormatException("A segment of the JPEG is too short.");
            var segment = file.Slice(at, length);
            if (marker is (>= App0 and <= App15) or Comment) CleanSegment(segment, marker);
            else Keep(at, length);
            at += length;
            if (marker != StartOfScan) continue;
            var next = EndOfScan(at);
            Keep(at, next - at);
            at = next;
            // Many programs show a JPEG whose end is missing.
            if (at == file.Length) return at;
        }
    }

    // In the data of a scan, 0xFF is followed by 0x00 or a restart marker.
    private long EndOfScan(long at)
    {
        while (at < file.Length)
        {
            var view = file.View(at);
            var found = view.IndexOf((byte)0xFF);
            if (found < 0)
            {
                at += view.Length;
                continue;
            }

            at += found;
            if (at + 1 >= file.Length) return file.Length;
            if (file.Byte(at + 1) is not (0x00 or (>= 0xD0 and <= 0xD7))) return at;
            at += 2;
        }

        return file.Length;
    }

    private void CleanSegment(FileRegionAccessor segment, byte marker)
    {
        // Decoders read 12 bytes of it.
        if (IsAdobe(segment, marker)) segment.Fill(16, segment.Length - 16);
        if (!removesAll) RemoveLocation(segment, marker);
        else if (!isInPlace) KeepEssential(segment, marker);
        else if (!IsColour(segment, marker) && !IsJfif(segment, marker)) segment.Fill(4, segment.Length - 4);
    }

    private static void KeepEssential(FileRegionAccessor segment, byte marker)
    {
        if (IsJfif(segment, marker))
        {
            // Without the thumbnail, which may show more than the picture.
            segment.Insert([0xFF, App0, 0, 16]);
            segment.Keep(4, 12);
            segment.Insert([0, 0]);
        }
        else if (IsExif(segment, marker) && ExifCleaner.Essential(segment.Slice(10, segment.Length - 10), keepsDensity: true) is { } exif)
        {
            var length = 8 + exif.Length;
            segment.Insert([0xFF, marker, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. exif]);
        }
        else if (IsColour(segment, marker))
        {
            segment.Keep(0, segment.Length);
        }
    }

    private static void RemoveLocation(FileRegionAccessor segment, byte marker)
    {
        // Thumbnails of JFIF are pixels without metadata, and comments are text.
        if (marker is Comment || IsColour(segment, marker) || (marker == App0 && segment.HasAt(4, "JF"u8)) || IsOfFurtherPicture(segment, marker)) return;
        if (IsExif(segment, marker)) ExifCleaner.RemoveLocation(segment.Slice(10, segment.Length - 10));
        else if (marker != 0xE1 || !segment.HasAt(4, "http://ns.adobe.com/xap/1.0/\0"u8) || !IsClean(segment, 33, XmpEraser.TryBlankLocation)) RemoveOther(segment, marker);
    }

    // Further parts of XMP cannot be read one by one, and hold pictures in Base64. Unknown segments of cameras may hold anything.
    private static void RemoveOther(FileRegionAccessor segment, byte marker)
    {
        if (marker == 0xED && segment.HasAt(4, "Photoshop 3.0\0"u8) && IsClean(segment, 18, PhotoshopLocationEraser.TryRemoveLocation)) return;
        segment.Fill(4, segment.Length - 4);
    }

    private static bool IsClean(FileRegionAccessor segment, int start, BlockCleaner clean)
    {
        var block = segment.Read(start, segment.Length - start, ushort.MaxValue);
        if (!clean(block)) return false;
        segment.Write(start, block);
        return true;
    }

    // Says where further pictures are, and how they change the brightness of the first one.
    private static bool IsOfFurtherPicture(FileRegionAccessor segment, byte marker) =>
        marker == 0xE2 && (segment.HasAt(4, "MPF\0"u8) || segment.HasAt(4, "urn:iso:std:iso:ts:21496:"u8));

    private static bool IsJfif(FileRegionAccessor segment, byte marker) => marker == App0 && segment.HasAt(4, "JFIF\0"u8) && segment.Length >= 18;

    private static bool IsExif(FileRegionAccessor segment, byte marker) => marker == 0xE1 && segment.HasAt(4, "Exif\0"u8) && segment.Length > 10;

    // Colour profiles, and the segment that says in which colours the picture is compressed.
    private static bool IsColour(FileRegionAccessor segment, byte marker) =>
        (marker == 0xE2 && segment.HasAt(4, "ICC_PROFILE\0"u8)) || IsAdobe(segment, marker);

    private static bool IsAdobe(FileRegionAccessor segment, byte marker) => marker == 0xEE && segment.HasAt(4, "Adobe"u8) && segment.Length >= 16;

    private void Keep(long at, long count)
    {
        if (!isInPlace) file.Keep(at, count);
    }

}
