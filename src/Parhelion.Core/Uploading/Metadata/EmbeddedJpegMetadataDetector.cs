namespace Parhelion.Core.Uploading.Metadata;

/// <summary>The metadata of a file can contain a JPEG, such as a thumbnail. This class finds out whether such a JPEG may have metadata of its own.</summary>
internal static class EmbeddedJpegMetadataDetector
{
    private static ReadOnlySpan<byte> Exif => [0xFF, 0xE1];

    private static ReadOnlySpan<byte> Photoshop => [0xFF, 0xED];

    /// <summary>Whether a JPEG may have EXIF, XMP or IPTC of its own. In image data, 0xFF is followed by 0x00 or a restart marker, so the search needs no
    /// parser.</summary>
    public static bool MayHaveMetadata(ReadOnlySpan<byte> jpeg) => jpeg.IndexOf(Exif) >= 0 || jpeg.IndexOf(Photoshop) >= 0;
}
