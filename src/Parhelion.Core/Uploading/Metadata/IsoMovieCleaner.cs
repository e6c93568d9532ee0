using System.Text;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Removes metadata from the <c>moov</c> box of a film. Also removes tracks that contain metadata, such as the positions of the camera. The cleaner adds the
/// data of the remaining tracks to <see cref="NeededByteRanges"/>. Later, <see cref="IsoMediaCleaner"/> overwrites all other data with zeros.
/// </summary>
/// <remarks>The <c>moov</c> box of a fragmented film does not describe all data. So no data is overwritten with zeros. If a fragmented film has a track of
/// metadata, or of texts, which may hold positions, <see cref="Run"/> throws a <see cref="MetadataFormatException"/>.</remarks>
internal sealed class IsoMovieCleaner(IsoBoxEditor boxes, IsoMetadataBoxCleaner metas, NeededByteRanges used, bool removesAll)
{
    private const int MaxTextBytes = 64 * 1024;

    // From the start of a sample entry of a film: the maker of the encoder, and its name.
    private const int VendorAt = 20;
    private const int EncoderAt = 50;
    private const int EncoderBytes = 32;
    private const int VisualEntryBytes = 86;

    /// <summary>Cleans a <c>moov</c> box.</summary>
    /// <param name="movie">The box.</param>
    /// <param name="isFragmented">Whether the data is described elsewhere, so that tracks cannot be removed.</param>
    /// <exception cref="MetadataFormatException">The box is damaged, or has tracks that cannot be removed.</exception>
    public void Run(IsoBox movie, bool isFragmented)
    {
        foreach (var box in boxes.In(movie))
        {
            switch (box.Type)
            {
                case "mvhd":
                    if (removesAll) ForgetTimes(box);
                    break;
                case "trak":
                    CleanTrack(box, isFragmented);
                    break;
                case "cmov":
                    throw new MetadataFormatException("The film has a compressed header.");
                case "gps ":
                    SkipPositions(box);
                    break;
                default:
                    CleanOther(box, box.Type is "mvex" or "iods" or "ctab" or "clip" or "matt" or "pssh" or "rmra");
                    break;
            }
        }
    }

    private void CleanTrack(IsoBox track, bool isFragmented)
    {
        var media = Require(track, "mdia");
        var handler = Encoding.Latin1.GetString(boxes.File.View(Require(media, "hdlr").Content + 8, 4));
        var isKept = IsKept(handler);
        if (isFragmented && (!isKept || IsText(handler))) throw new MetadataFormatException("The film is fragmented and has a track with metadata or subtitles.");
        var table = boxes.Find(media, "minf") is { } info ? boxes.Find(info, "stbl") : null;
        var samples = table is { } known && !isFragmented ? new IsoSampleTable(boxes, known) : null;
        if (isKept && samples is not null && IsText(handler) && TellsPlace(samples)) isKept = false;
        samples?.AddTo(used, isKept, hasOpenChunks: handler == "soun");
        if (!isKept)
        {
            boxes.Remove(track);
            return;
        }

        foreach (var box in boxes.In(track))
        {
            if (box.Type == "mdia") CleanMedia(box, isFilm: handler is "vide" or "auxv" or "pict");
            else if (box.Type == "tkhd" && removesAll) ForgetTimes(box);
            else CleanOther(box, box.Type is "tkhd" or "edts" or "tref" or "tapt" or "load" or "clip" or "matt" or "imap" or "trgr" or "txas");
        }
    }

    // Pictures, sounds, texts, and tracks that these need. Without location, also time codes.
    private bool IsKept(string handler) =>
        handler is "vide" or "auxv" or "pict" or "soun" or "odsm" or "sdsm" || IsText(handler) || (!removesAll && handler is "tmcd" or "hint");

    private static bool IsText(string handler) => handler is "text" or "sbtl" or "subt" or "clcp";

    // Drones write their positions into subtitles.
    private static bool TellsPlace(IsoSampleTable samples) => SubtitleLocationDetector.AreIn(samples.Start(MaxTextBytes));

    private void CleanMedia(IsoBox media, bool isFilm)
    {
        foreach (var box in boxes.In(media))
        {
            if (box.Type == "udta") metas.CleanUserData(box);
            if (!removesAll) continue;
            if (box.Type == "mdhd") ForgetTimes(box);
            else if (box.Type == "hdlr") ForgetName(box);
            else if (box.Type == "minf") CleanInformation(box, isFilm);
        }
    }

    private void CleanInformation(IsoBox information, bool isFilm)
    {
        foreach (var box in boxes.In(information))
        {
            if (box.Type == "hdlr") ForgetName(box);
            if (!isFilm || box.Type != "stbl" || boxes.Find(box, "stsd") is not { } descriptions) continue;
            foreach (var entry in boxes.In(Math.Min(descriptions.Content + 8, descriptions.End), descriptions.End)) ForgetEncoder(entry);
        }
    }

    private void ForgetEncoder(IsoBox entry)
    {
        if (entry.Length < VisualEntryBytes) return;
        boxes.File.Fill(entry.At + VendorAt, 4);
        boxes.File.Fill(entry.At + EncoderAt, EncoderBytes);
    }

    // When the film was made and changed: two numbers after the version and the flags.
    private void ForgetTimes(IsoBox box) => boxes.File.Fill(box.Content + 4, boxes.File.Byte(box.Content) == 1 ? 16 : 8);

    // The maker of the program, and a name, which is often that of the camera.
    private void ForgetName(IsoBox handler)
    {
        if (handler.End - handler.Content > 12) boxes.File.Fill(handler.Content + 12, handler.End - handler.Content - 12);
    }

    // Cameras for cars store their positions in blocks between the pictures. This box has their places.
    private void SkipPositions(IsoBox box)
    {
        for (var at = box.Content + 8; at + 8 <= box.End; at += 8) used.AddUnused(boxes.File.UInt32(at));
        boxes.Remove(box);
    }

    private void CleanOther(IsoBox box, bool isNeeded)
    {
        if (box.Type == "udta") metas.CleanUserData(box);
        else if (box.Type == "meta") metas.Run(box);
        else if (box.Type == "uuid") metas.CleanUuid(box);
        else if (!isNeeded) boxes.Remove(box);
    }

    private IsoBox Require(IsoBox box, string type) => boxes.Find(box, type) ?? throw new MetadataFormatException("A box that films need is missing.");
}
