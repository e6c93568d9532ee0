namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Removes the location from a TIFF file or from EXIF data, in place. Erases the GPS directory, the tags of GeoTIFF, and maker notes. In XMP, IPTC and
/// Photoshop blocks, erases the properties that name a place. Also erases a thumbnail that may have metadata of its own.
/// </summary>
/// <remarks>Only the maker of a camera can read its maker notes. All maker notes are removed, because some cameras store a place in them.</remarks>
internal sealed class TiffLocationCleaner
{
    private const ushort SubDirectories = 0x014A;
    private const ushort Compression = 0x0103;
    private const ushort JpegOffset = 0x0201;
    private const ushort JpegLength = 0x0202;
    private const ushort Xmp = 0x02BC;
    private const ushort Iptc = 0x83BB;
    private const ushort Photoshop = 0x8649;
    private const ushort ExifDirectory = 0x8769;
    private const ushort GpsDirectory = 0x8825;

    private const int OldJpeg = 6;

    private const int MaxDirectories = 5_000;
    private const int MaxThumbnailBytes = 1 << 20;

    private readonly TiffDirectoryEditor tiff;
    private readonly HashSet<long> seen = [];

    // Entries may share their values. The sum limits how long a file can keep the server writing.
    private long erasable;

    private TiffLocationCleaner(FileRegionAccessor region)
    {
        tiff = new TiffDirectoryEditor(region);
        erasable = 4 * region.Length;
    }

    /// <summary>Removes the location.</summary>
    /// <exception cref="MetadataFormatException">The file is damaged. Some of it may have been overwritten.</exception>
    public static void Run(FileRegionAccessor region)
    {
        var cleaner = new TiffLocationCleaner(region);
        cleaner.CleanChain(cleaner.tiff.First);
    }

    private void CleanChain(long first)
    {
        for (var at = first; at != 0;)
        {
            if (!seen.Add(at)) return;
            if (seen.Count > MaxDirectories) throw new MetadataFormatException("The TIFF has too many directories.");
            var directory = tiff.Read(at);
            var kept = directory.Entries.Where(entry => IsKept(directory, entry)).ToList();
            if (kept.Count < directory.Entries.Count) tiff.Write(directory, kept);
            at = directory.Next;
        }
    }

    private bool IsKept(TiffDirectory directory, TiffEntry entry)
    {
        switch (entry.Tag)
        {
            case GpsDirectory:
                EraseDirectory(tiff.Number(entry));
                return false;
            case ExifDirectory or SubDirectories:
                for (uint i = 0; i < Math.Min(entry.Count, MaxDirectories); i++) CleanChain(tiff.Number(entry, i));
                return true;
            case JpegOffset or JpegLength:
                return !EraseThumbnail(directory);
            case Xmp:
                return IsClean(entry, XmpEraser.TryBlankLocation);
            case Iptc:
                return IsClean(entry, IptcLocationEraser.TryRemoveLocation);
            case Photoshop:
                return IsClean(entry, PhotoshopLocationEraser.TryRemoveLocation);
            default:
                if (!IsLocation(entry.Tag)) return true;
                Erase(entry);
                return false;
        }
    }

    // Maker notes, private data of DNG, which has maker notes too, GeoTIFF, and the metadata of GDAL.
    private static bool IsLocation(ushort tag) => tag is 0x927C or 0xC634 or 33550 or 33922 or 34264 or (>= 34735 and <= 34737) or 42112;

    private bool IsClean(TiffEntry entry, BlockCleaner clean)
    {
        if (entry.ValueLength <= XmpEraser.MaxBytes && entry.ValueAt <= tiff.File.Length - entry.ValueLength)
        {
            var block = tiff.File.Read(entry.ValueAt, entry.ValueLength, XmpEraser.MaxBytes);
            if (clean(block))
            {
                tiff.File.Write(entry.ValueAt, block);
                return true;
            }
        }

        Erase(entry);
        return false;
    }

    private bool EraseThumbnail(TiffDirectory directory)
    {
        if (directory.Find(JpegOffset) is not { } offset || directory.Find(JpegLength) is not { } length) return false;
        var (at, count) = (tiff.Number(offset), tiff.Number(length));
        if (at > tiff.File.Length - count) return false;
        if (count > MaxThumbnailBytes)
        {
            if (IsPicture(directory)) throw new MetadataFormatException("The picture of the TIFF is too large a JPEG to look for metadata in it.");
            return false;
        }

        // After the first of the two entries has erased the thumbnail, the second finds zeros.
        var jpeg = tiff.File.Read(at, count, MaxThumbnailBytes);
        if (!EmbeddedJpegMetadataDetector.MayHaveMetadata(jpeg) && jpeg.AsSpan().ContainsAnyExcept((byte)0)) return false;
        if (IsPicture(directory)) throw new MetadataFormatException("The picture of the TIFF is a JPEG that may have metadata of its own.");
        Erase(at, count);
        return true;
    }

    // In a TIFF with the old kind of JPEG, the JPEG of the first directory is no thumbnail. EXIF data do not have this kind in their first directory.
    private bool IsPicture(TiffDirectory directory) =>
        directory.At == tiff.First && directory.Find(Compression) is { } compression && tiff.Number(compression) == OldJpeg;

    private void EraseDirectory(long at)
    {
        var directory = tiff.Read(at);
        foreach (var entry in directory.Entries) Erase(entry);
        Erase(at, 2 + (12L * directory.Entries.Count) + 4);
    }

    // Damaged files state values beyond their end. What is there is erased.
    private void Erase(TiffEntry entry) => Erase(entry.ValueAt, entry.ValueLength);

    private void Erase(long at, long count)
    {
        // The header is not a value, whatever an entry says.
        if (at < 8 || at >= tiff.File.Length) return;
        count = Math.Min(count, tiff.File.Length - at);
        erasable -= count;
        if (erasable < 0) throw new MetadataFormatException("Entries of the TIFF share too many values.");
        tiff.File.Fill(at, count);
    }
}
