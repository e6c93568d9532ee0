using System.Text;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Removes metadata from the <c>meta</c> box of a HEIC or AVIF file. The box lists the items of the file, such as pictures, EXIF and XMP. The cleaner keeps the
/// items that the pictures need, and adds the positions of their data to <see cref="NeededByteRanges"/>. Later, <see cref="IsoMediaCleaner"/> overwrites all
/// other data with zeros.
/// </summary>
/// <remarks>The EXIF is not needed to show a picture, because a property of the picture says how to turn it.</remarks>
internal sealed class IsoItemCleaner(IsoBoxEditor boxes, NeededByteRanges used, bool removesAll)
{
    private const int MaxItems = 20_000;
    private const int MaxTypeBytes = 256;

    /// <summary>Cleans a <c>meta</c> box.</summary>
    /// <exception cref="MetadataFormatException">The box is damaged.</exception>
    public void Run(IsoBox meta)
    {
        var children = boxes.In(Math.Min(meta.Content + 4, meta.End), meta.End);
        var kinds = children.Where(box => box.Type == "iinf").Select(Kinds).FirstOrDefault() ?? [];
        long? data = children.Where(box => box.Type == "idat").Select(box => (long?)box.Content).FirstOrDefault();
        foreach (var (id, extents) in Locations(children.Find(box => box.Type == "iloc"), data)) CleanItem(kinds.GetValueOrDefault(id, ""), extents);
        foreach (var box in children)
        {
            if (box.Type == "iprp" && removesAll) ForgetTexts(box);
            else if (box.Type == "free") boxes.Blank(box);
            else if (box.Type is not ("hdlr" or "pitm" or "iinf" or "iloc" or "iprp" or "iref" or "idat" or "dinf" or "ipro" or "grpl")) boxes.Remove(box);
        }
    }

    private void CleanItem(string kind, List<(long At, long Length)> extents)
    {
        foreach (var (at, length) in extents) used.Add(at, length);
        if (kind == "Exif") CleanExif(extents);
        else if (kind == "application/rdf+xml") CleanXmp(extents);
        else if (kind.Contains('/', StringComparison.Ordinal) || kind == "uri ") Fill(extents, 0);
    }

    // The data begins with the number of bytes before the TIFF header.
    private void CleanExif(List<(long At, long Length)> extents)
    {
        if (extents is [var (at, length)] && length > 8 && boxes.File.UInt32(at) is var skipped && skipped < length - 8)
        {
            var exif = boxes.File.Slice(at + 4 + skipped, length - 4 - skipped);
            if (removesAll) ExifCleaner.Replace(exif, keepsDensity: false);
            else ExifCleaner.RemoveLocation(exif);
            return;
        }

        Fill(extents, 0);
    }

    private void CleanXmp(List<(long At, long Length)> extents)
    {
        if (extents is not [var (at, length)]) Fill(extents, (byte)' ');
        else if (removesAll) XmpEraser.BlankAll(boxes.File.Slice(at, length));
        else XmpEraser.BlankLocation(boxes.File.Slice(at, length));
    }

    private void Fill(List<(long At, long Length)> extents, byte value)
    {
        foreach (var (at, length) in extents) boxes.File.Fill(at, length, value);
    }

    // The kind of each item: four characters, or the media type of a MIME item.
    private Dictionary<uint, string> Kinds(IsoBox information)
    {
        var kinds = new Dictionary<uint, string>();
        var at = information.Content + (boxes.File.Byte(information.Content) == 0 ? 6 : 8);
        foreach (var entry in boxes.In(at, information.End).Where(box => box.Type == "infe"))
        {
            var version = boxes.File.Byte(entry.Content);
            if (version < 2) throw new MetadataFormatException("The items of the picture are of an old kind.");
            var id = version == 2 ? boxes.File.UInt16(entry.Content + 4) : boxes.File.UInt32(entry.Content + 4);
            var typeAt = entry.Content + (version == 2 ? 8 : 10);
            var type = Encoding.Latin1.GetString(boxes.File.View(typeAt, 4));
            kinds[id] = type == "mime" ? MediaType(entry, typeAt + 4) : type;
            if (kinds.Count > MaxItems) throw new MetadataFormatException("The picture has too many items.");
        }

        return kinds;
    }

    // Two texts with a zero at their end: the name and the media type.
    private string MediaType(IsoBox entry, long at)
    {
        var texts = Encoding.Latin1.GetString(boxes.File.View(at, (int)Math.Min(MaxTypeBytes, entry.End - at))).Split('\0');
        return texts.Length > 1 && texts[1].Contains('/', StringComparison.Ordinal) ? texts[1] : "unknown/unknown";
    }

    private IEnumerable<(uint Id, List<(long At, long Length)> Extents)> Locations(IsoBox box, long? data)
    {
        var file = boxes.File;
        var (version, at) = (file.Byte(box.Content), box.Content + 4);
        var (offsetBytes, lengthBytes, baseBytes, indexBytes) = (file.Byte(at) >> 4, file.Byte(at) & 15, file.Byte(at + 1) >> 4, file.Byte(at + 1) & 15);
        at += 2;
        var count = Next(version < 2 ? 2 : 4);
        if (count > MaxItems) throw new MetadataFormatException("The picture has too many items.");
        for (var item = 0L; item < count; item++)
        {
            var id = (uint)Next(version < 2 ? 2 : 4);
            var method = version == 0 ? 0 : Next(2) & 15;
            var isElsewhere = Next(2) != 0;
            var start = Next(baseBytes);
            var extents = new List<(long At, long Length)>();
            for (var left = Next(2); left > 0; left--)
            {
                if (version > 0) Next(indexBytes);
                var offset = start + Next(offsetBytes);
                var length = Next(lengthBytes);
                // Method 2 takes the bytes from another item, which is listed itself.
                if (isElsewhere || method > 1) continue;
                if (method == 1) offset += data ?? throw new MetadataFormatException("The picture has no data.");
                if (length == 0 || offset < 0 || offset > file.Length - length) throw new MetadataFormatException("An item lies outside of the file.");
                extents.Add((offset, length));
            }

            yield return (id, extents);
        }

        long Next(int bytes)
        {
            if (at + bytes > box.End) throw new MetadataFormatException("The list of items is longer than its box.");
            at += bytes;
            return bytes switch
            {
                0 => 0,
                2 => file.UInt16(at - 2),
                4 => file.UInt32(at - 4),
                8 => file.Int64(at - 8),
                _ => throw new MetadataFormatException("A number has a wrong size."),
            };
        }
    }

    // Descriptions, and when the picture was made. Properties are known by their order, so they become free space.
    private void ForgetTexts(IsoBox properties)
    {
        if (boxes.Find(properties, "ipco") is not { } list) return;
        foreach (var property in boxes.In(list).Where(box => box.Type is "udes" or "altt" or "crtt" or "mdft")) boxes.Remove(property);
    }
}
