using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Renditions;

/// <summary>An attachment that renditions are made of.</summary>
/// <param name="Key">Key of its blob.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Size">Length of its blob in bytes.</param>
public sealed record RenditionSource(BlobKey Key, string MediaType, long Size)
{
    /// <summary>Returns the source of a row.</summary>
    public static RenditionSource Of(AttachmentRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Key, row.MediaType, row.Size);
    }
}
