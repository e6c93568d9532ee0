using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Removes the location from a block of Photoshop image resources. The length of the block stays the same.</summary>
internal static class PhotoshopLocationEraser
{
    private const int Thumbnail = 0x040C;
    private const int OldThumbnail = 0x0409;
    private const int Iptc = 0x0404;
    private const int Exif1 = 0x0422;
    private const int Exif3 = 0x0423;
    private const int Xmp = 0x0424;

    /// <summary>Removes the places.</summary>
    /// <returns>False if the block cannot be read. Its content is undefined then, and the caller removes it.</returns>
    public static bool TryRemoveLocation(Span<byte> resources)
    {
        var at = 0;
        while (at + 12 <= resources.Length && resources[at..].StartsWith("8BIM"u8))
        {
            var id = BinaryPrimitives.ReadUInt16BigEndian(resources[(at + 4)..]);
            var name = at + 6;
            var size = name + Even(1 + resources[name]);
            if (size + 4 > resources.Length) return false;
            var length = BinaryPrimitives.ReadUInt32BigEndian(resources[size..]);
            if (length > resources.Length - size - 4) return false;
            var data = resources.Slice(size + 4, (int)length);
            if (!IsClean(id, data)) data.Clear();
            at = Math.Min(resources.Length, size + 4 + Even((int)length));
        }

        return !resources[at..].ContainsAnyExcept((byte)0);
    }

    private static bool IsClean(int id, Span<byte> data) => id switch
    {
        Iptc => IptcLocationEraser.TryRemoveLocation(data),
        Xmp => XmpEraser.TryBlankLocation(data),
        Exif1 or Exif3 => false,
        Thumbnail or OldThumbnail => !EmbeddedJpegMetadataDetector.MayHaveMetadata(data),
        _ => true,
    };

    private static int Even(int length) => length + (length & 1);
}
