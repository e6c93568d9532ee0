using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Represents a row of the table <c>renditions</c>. Each row describes a rendition: a picture that the server makes of an attachment. If <see cref="MadeAt"/>
/// is <c>null</c>, the picture is not complete. A node is then still making the picture, or has stopped early.
/// </summary>
public sealed record RenditionRow
{
    /// <summary>Key of the blob of the picture. Each attempt to make a picture has its own.</summary>
    public required BlobKey Key { get; init; }

    /// <summary>Key of the attachment.</summary>
    public required BlobKey Original { get; init; }

    /// <summary>Name and format.</summary>
    public required RenditionId Id { get; init; }

    /// <summary>The longest side in pixels that was asked for.</summary>
    public required int MaxSide { get; init; }

    /// <summary>Width in pixels; 0 until the picture is complete.</summary>
    public int Width { get; init; }

    /// <summary>Height in pixels; 0 until the picture is complete.</summary>
    public int Height { get; init; }

    /// <summary>Length of the blob in bytes; 0 until the picture is complete.</summary>
    public long Length { get; init; }

    /// <summary>When the picture was complete; <c>null</c>: it is not.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>Until when the node that inserted the row may write the blob. After that, another node may erase the blob and begin again.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }
}
