namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Removes all metadata from a TIFF file, in place. Only tags that are needed to show the pages stay. All bytes to which none of these tags refers
/// become zeros.</summary>
internal sealed class TiffCleaner
{
    private const ushort Compression = 259;
    private const ushort StripOffsets = 273;
    private const ushort StripLengths = 279;
    private const ushort TileOffsets = 324;
    private const ushort TileLengths = 325;
    private const ushort SubDirectories = 330;
    private const ushort JpegOffset = 513;
    private const ushort JpegLength = 514;

    private const int OldJpeg = 6;
    private const int MaxDirectories = 5_000;

    private readonly TiffDirectoryEditor tiff;
    private readonly HashSet<long> seen = [];
    private readonly NeededByteRanges used = new();

    private TiffCleaner(FileRegionAccessor region) => tiff = new TiffDirectoryEditor(region);

    /// <summary>Removes the metadata.</summary>
    /// <exception cref="MetadataFormatException">The file is damaged, or of a kind that cannot be cleaned. Some of it may have been overwritten.</exception>
    public static void Run(FileRegionAccessor region)
    {
        var cleaner = new TiffCleaner(region);
        cleaner.used.Add(0, 8);
        cleaner.CleanChain(cleaner.tiff.First);
        cleaner.used.BlankGaps(cleaner.tiff.File, 0, region.Length);
    }

    private void CleanChain(long first)
    {
        for (var at = first; at != 0;)
        {
            if (!seen.Add(at)) return;
            if (seen.Count > MaxDirectories) throw new MetadataFormatException("The TIFF has too many directories.");
            var directory = tiff.Read(at);
            if (directory.Entries.Any(entry => IsRaw(entry.Tag))) throw new MetadataFormatException("The TIFF is a raw photograph.");
            var kept = directory.Entries.Where(entry => IsNeeded(entry.Tag)).ToList();
            foreach (var entry in kept) Use(entry.ValueAt, entry.ValueLength);
            UseData(directory, StripOffsets, StripLengths);
            UseData(directory, TileOffsets, TileLengths);
            UseData(directory, JpegOffset, JpegLength);
            if (kept.Count < directory.Entries.Count) tiff.Write(directory, kept);
            Use(at, 2 + (12L * kept.Count) + 4);
            if (directory.Find(SubDirectories) is { } more)
            {
                for (uint i = 0; i < Math.Min(more.Count, MaxDirectories); i++) CleanChain(tiff.Number(more, i));
            }

            at = directory.Next;
        }
    }

    private void UseData(TiffDirectory directory, ushort offsets, ushort lengths)
    {
        if (directory.Find(offsets) is not { } offset) return;
        // Old JPEG in TIFF refers to tables without a length.
        var isOldJpeg = offsets != JpegOffset && directory.Find(Compression) is { } compression && tiff.Number(compression) == OldJpeg;
        if (directory.Find(lengths) is not { } length || isOldJpeg) throw new MetadataFormatException("The TIFF does not state the length of its data.");
        var (starts, counts) = (tiff.Numbers(offset), tiff.Numbers(length));
        if (starts.Length > counts.Length) throw new MetadataFormatException("The TIFF does not state the length of its data.");
        for (var i = 0; i < starts.Length; i++) Use(starts[i], counts[i]);
    }

    private void Use(long at, long count) => used.Add(at, Math.Min(count, tiff.File.Length - at));

    // The pattern of a sensor, and the version of DNG. Raw photographs cannot be developed without tags of their makers.
    private static bool IsRaw(ushort tag) => tag is 33422 or 50706;

    // Baseline tags and those of the usual extensions that say how to read and show the pixels: sizes, strips, tiles, compression, colours, density, orientation,
    // page number, colour profile and tables. The texts of documents, cameras and programs are not among them.
    private static bool IsNeeded(ushort tag) => tag
        is (>= 254 and <= 259) or (>= 262 and <= 266) or (>= 273 and <= 284) or (>= 290 and <= 293) or 296 or 297 or 301
        or (>= 317 and <= 328) or 330 or 332 or 334 or 336 or (>= 338 and <= 342) or 346 or 347
        or (>= 512 and <= 521) or (>= 529 and <= 532) or 34675 or 50674;
}
