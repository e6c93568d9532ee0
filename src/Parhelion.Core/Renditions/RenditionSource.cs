using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Renditions;

/// <summary>Describes an attachment of which renditions (preview pictures) are made.</summary>
/// <param name="Key">Key of the blob of the attachment.</param>
/// <param name="MediaType">Media type of the attachment.</param>
/// <param name="Size">Length of the blob in bytes.</param>
public sealed record RenditionSource(BlobKey Key, string MediaType, long Size)
{
    /// <summary>Returns the source of a row.</summary>
    public static RenditionSource Of(AttachmentRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Key, row.MediaType, row.Size);
    }
}
