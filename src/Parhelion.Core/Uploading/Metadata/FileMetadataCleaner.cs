using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Chooses the cleaner for the format of a file, and removes metadata with this cleaner. The first bytes and the media type show the format. No picture and no
/// sound is encoded again.
/// </summary>
/// <remarks>For a format without a cleaner, <see cref="Run"/> throws a <see cref="MetadataFormatException"/> if all metadata is to be removed. If only the
/// location is to be removed, it throws for a film or sound in which <see cref="LocationWordSearch"/> finds a word, and keeps all other files as they
/// are.</remarks>
internal static class FileMetadataCleaner
{
    // The start of a PDF may come late, after text.
    private const int PdfStartBytes = 1024;

    /// <summary>Whether files of a type may have metadata. Plain text has none: all of it is content. BMP and AMR have no place for it.</summary>
    public static bool IsNeeded(MetadataRemovalLevel removal, string mediaType) =>
        removal != MetadataRemovalLevel.None && mediaType is not (MediaTypes.Bmp or MediaTypes.Amr or MediaTypes.AmrWideband or MediaTypes.Mail or MediaTypes.Yaml)
        && !mediaType.StartsWith("text/", StringComparison.Ordinal);

    /// <summary>Removes the metadata, and says which parts of the file stay.</summary>
    /// <exception cref="MetadataFormatException">The metadata cannot be removed.</exception>
    public static void Run(SpooledFile file, MetadataRemovalLevel removal, string mediaType)
    {
        var region = new FileRegionAccessor(file);
        if (region.HasAt(0, [0xFF, 0xD8, 0xFF])) JpegCleaner.Run(region, removal);
        else if (region.HasAt(0, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])) PngCleaner.Run(region, removal);
        else if (region.HasAt(0, "GIF8"u8)) GifCleaner.Run(region, removal);
        else if (region.HasAt(0, "RIFF"u8) && region.HasAt(8, "WEBP"u8)) WebPCleaner.Run(region, removal);
        else if (IsIsoMedia(region, mediaType)) IsoMediaCleaner.Run(region, removal);
        else if (region.HasAt(0, "II"u8) && mediaType == MediaTypes.Tiff) RunTiff(region, removal);
        else if (region.HasAt(0, "MM"u8) && mediaType == MediaTypes.Tiff) RunTiff(region, removal);
        else if (mediaType == MediaTypes.Pdf || region.View(0, PdfStartBytes).IndexOf("%PDF-"u8) >= 0) PdfCleaner.Run(region, removal);
        else RequireNone(region, removal, mediaType);
    }

    private static void RunTiff(FileRegionAccessor region, MetadataRemovalLevel removal)
    {
        if (removal == MetadataRemovalLevel.All) TiffCleaner.Run(region);
        else TiffLocationCleaner.Run(region);
        region.Keep(0, region.Length);
    }

    private static bool IsIsoMedia(FileRegionAccessor region, string mediaType) =>
        region.HasAt(4, "ftyp"u8)
        || mediaType is MediaTypes.Mp4 or MediaTypes.M4v or MediaTypes.Mp4Audio or MediaTypes.QuickTime or MediaTypes.ThreeGpp or MediaTypes.ThreeGpp2
            or MediaTypes.Heic or MediaTypes.HeicSequence or MediaTypes.Heif or MediaTypes.HeifSequence or "image/avif" or "image/avif-sequence";

    // Documents and archives have too many places for metadata. Without location, they are stored as they are. Films and sounds of other formats are searched for
    // the names with which programs store a place.
    private static void RequireNone(FileRegionAccessor region, MetadataRemovalLevel removal, string mediaType)
    {
        if (removal == MetadataRemovalLevel.All) throw new MetadataFormatException("Metadata of this type cannot be removed.");
        var isMedia = mediaType.StartsWith("video/", StringComparison.Ordinal) || mediaType.StartsWith("audio/", StringComparison.Ordinal) || mediaType == MediaTypes.Ogg;
        if (isMedia && LocationWordSearch.Finds(region)) throw new MetadataFormatException("The file may have a location, which cannot be removed.");
        region.Keep(0, region.Length);
    }
}
