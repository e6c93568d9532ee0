namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Finds out whether an embedded JPEG may have metadata of its own. An embedded JPEG, such as a thumbnail, is part of the metadata of another file.
/// </summary>
internal static class EmbeddedJpegMetadataDetector
{
    private static ReadOnlySpan<byte> Exif => [0xFF, 0xE1];

    private static ReadOnlySpan<byte> Photoshop => [0xFF, 0xED];

    /// <summary>Whether a JPEG may have EXIF, XMP or IPTC of its own. In image data, 0xFF is followed by 0x00 or a restart marker, so the search needs no
    /// parser.</summary>
    public static bool MayHaveMetadata(ReadOnlySpan<byte> jpeg) => jpeg.IndexOf(Exif) >= 0 || jpeg.IndexOf(Photoshop) >= 0;
}
