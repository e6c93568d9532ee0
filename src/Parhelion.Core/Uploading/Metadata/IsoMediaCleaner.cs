namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Removes metadata from MP4, QuickTime, 3GP, HEIC and AVIF files, in place. Boxes with metadata become free space. Data that belongs to no remaining track and
/// no picture becomes zeros. All bytes after the last box are dropped.
/// </summary>
/// <remarks>A fragmented film is an exception: no data of this film becomes zeros.</remarks>
internal sealed class IsoMediaCleaner
{
    // Films have one or two.
    private const int MaxDataBoxes = 1_000;

    private readonly IsoBoxEditor boxes;
    private readonly bool removesAll;
    private readonly NeededByteRanges used = new();
    private readonly IsoMetadataBoxCleaner metas;

    private IsoMediaCleaner(FileRegionAccessor file, bool removesAll)
    {
        (boxes, this.removesAll) = (new IsoBoxEditor(file), removesAll);
        metas = new IsoMetadataBoxCleaner(boxes, removesAll);
    }

    /// <summary>Removes the metadata.</summary>
    /// <exception cref="MetadataFormatException">The file is damaged, or of a kind that cannot be cleaned. Some of it may have been overwritten.</exception>
    public static void Run(FileRegionAccessor file, MetadataRemovalLevel removal) => new IsoMediaCleaner(file, removal == MetadataRemovalLevel.All).Run();

    private void Run()
    {
        var all = boxes.TopLevel();
        var movies = all.Where(box => box.Type == "moov").ToList();
        var pictures = all.Where(box => box.Type == "meta" && metas.HasItems(box)).ToList();
        if (movies.Count + pictures.Count == 0) throw new MetadataFormatException("The file does not say where its data is.");
        var isFragmented = all.Any(box => box.Type == "moof") || movies.Any(movie => boxes.Find(movie, "mvex") is not null);

        var tracks = new IsoMovieCleaner(boxes, metas, used, removesAll);
        var items = new IsoItemCleaner(boxes, used, removesAll);
        foreach (var movie in movies) tracks.Run(movie, isFragmented);
        foreach (var picture in pictures) items.Run(picture);
        foreach (var box in all) CleanOther(box, pictures);
        if (!isFragmented)
        {
            var data = all.Where(box => box.Type == "mdat").ToList();
            if (data.Count > MaxDataBoxes) throw new MetadataFormatException("The film has too many boxes with data.");
            foreach (var box in data) used.BlankGaps(boxes.File, box.Content, box.End);
        }

        boxes.File.Keep(0, all[^1].End);
    }

    private void CleanOther(IsoBox box, List<IsoBox> pictures)
    {
        switch (box.Type)
        {
            case "ftyp" or "styp" or "moov" or "moof" or "mdat" or "sidx" or "ssix" or "pdin" or "mfra":
                break;
            case "free" or "skip" or "wide":
                boxes.Blank(box);
                break;
            case "meta":
                if (!pictures.Contains(box)) metas.Run(box);
                break;
            case "uuid":
                metas.CleanUuid(box);
                break;
            default:
                // For example the film of a motion photo.
                boxes.Remove(box);
                break;
        }
    }
}
