namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Removes all metadata, or only the location, from the boxes <c>udta</c>, <c>meta</c> and <c>uuid</c> of a film. A <c>meta</c> box that describes
/// pictures, as in HEIC, is cleaned by <see cref="IsoItemCleaner"/> instead.</summary>
internal sealed class IsoMetadataBoxCleaner(IsoBoxEditor boxes, bool removesAll)
{
    private const int UuidBytes = 16;
    private const int MaxNameBytes = 256;
    private const int MaxCoverBytes = 4 << 20;

    private static readonly byte[] XmpUuid = Convert.FromHexString("BE7ACFCB97A942E89C71999491E3AFAC");

    // Says that a film is a sphere.
    private static readonly byte[] SphericalUuid = Convert.FromHexString("FFCC8263F8554A938814587A02521FDD");

    // Titles, names, dates, and what players need. Everything else in user data may be the location of a camera.
    private static readonly HashSet<string> HarmlessUserData = new(StringComparer.Ordinal)
    {
        "©nam", "©ART", "©alb", "©cmt", "©day", "©too", "©gen", "©wrt", "©cpy", "©des", "©dir", "©prd", "©prf", "©req", "©src", "©swr", "©mak", "©mod", "©enc", "©fmt", "©inf",
        "titl", "dscp", "cprt", "perf", "gnre", "auth", "albm", "yrrc", "clsf", "kywd", "rtng", "coll", "name", "hnti", "hinf", "hinv", "kind", "ludt", "chpl", "tsel", "strk",
        "WLOC", "LOOP", "SelO", "AllF", "free", "skip",
    };

    /// <summary>Whether a <c>meta</c> box describes pictures, as in HEIC.</summary>
    public bool HasItems(IsoBox meta) => boxes.In(ChildrenAt(meta), meta.End).Exists(box => box.Type == "iloc");

    /// <summary>Cleans a <c>meta</c> box without pictures.</summary>
    public void Run(IsoBox meta)
    {
        if (removesAll)
        {
            boxes.Remove(meta);
            return;
        }

        var children = boxes.In(ChildrenAt(meta), meta.End);
        var keys = children.Where(box => box.Type == "keys").Select(LocationKeys).FirstOrDefault() ?? [];
        foreach (var child in children)
        {
            if (child.Type == "ilst") CleanValues(child, keys);
            else if (child.Type is not ("hdlr" or "keys" or "mhdr" or "ctry" or "lang")) boxes.Remove(child);
        }
    }

    /// <summary>Cleans a <c>udta</c> box.</summary>
    public void CleanUserData(IsoBox userData)
    {
        if (removesAll)
        {
            boxes.Remove(userData);
            return;
        }

        foreach (var child in boxes.In(userData))
        {
            if (child.Type == "meta") Run(child);
            else if (!HarmlessUserData.Contains(child.Type) && !(child.Type == "XMP_" && IsCleanXmp(child.Content, child.Length - child.Header))) boxes.Remove(child);
        }
    }

    /// <summary>Cleans a <c>uuid</c> box. The id of a box that nobody knows may stand for anything, so it is removed.</summary>
    public void CleanUuid(IsoBox uuid)
    {
        var isXmp = boxes.File.HasAt(uuid.Content, XmpUuid);
        if (!removesAll && isXmp && IsCleanXmp(uuid.Content + UuidBytes, uuid.Length - uuid.Header - UuidBytes)) return;
        if (removesAll || isXmp || !boxes.File.HasAt(uuid.Content, SphericalUuid)) boxes.Remove(uuid);
    }

    // The box of QuickTime has no version, so its first child comes at once.
    private long ChildrenAt(IsoBox meta) => boxes.File.HasAt(meta.Content + 4, "hdlr"u8) ? meta.Content : Math.Min(meta.Content + 4, meta.End);

    // Numbers of the keys that are names of a place. The first key has the number 1.
    private HashSet<uint> LocationKeys(IsoBox keys)
    {
        var found = new HashSet<uint>();
        var at = keys.Content + 8;
        for (uint number = 1; at + 8 <= keys.End; number++)
        {
            var length = boxes.File.UInt32(at);
            if (length < 8 || length > keys.End - at) throw new MetadataFormatException("A key is longer than the box around it.");
            if (LocationPropertyNames.Contains(boxes.File.View(at + 8, (int)Math.Min(length - 8, MaxNameBytes)))) found.Add(number);
            at += length;
        }

        return found;
    }

    private void CleanValues(IsoBox list, HashSet<uint> keys)
    {
        foreach (var value in boxes.In(list))
        {
            var isPlace = value.Type == "©xyz" || keys.Contains(boxes.File.UInt32(value.At + 4)) || (value.Type == "----" && HasLocationName(value)) || (value.Type == "covr" && MayHaveMetadata(value));
            if (isPlace) boxes.Remove(value);
        }
    }

    private bool HasLocationName(IsoBox value) =>
        boxes.Find(value, "name") is { } name && LocationPropertyNames.Contains(boxes.File.View(name.Content, (int)Math.Min(name.Length - name.Header, MaxNameBytes)));

    private bool MayHaveMetadata(IsoBox cover) =>
        cover.Length > MaxCoverBytes || EmbeddedJpegMetadataDetector.MayHaveMetadata(boxes.File.Read(cover.Content, cover.Length - cover.Header, MaxCoverBytes));

    private bool IsCleanXmp(long at, long length)
    {
        if (length is < 0 or > XmpEraser.MaxBytes) return false;
        var xmp = boxes.File.Read(at, length, XmpEraser.MaxBytes);
        if (!XmpEraser.TryBlankLocation(xmp)) return false;
        boxes.File.Write(at, xmp);
        return true;
    }
}
