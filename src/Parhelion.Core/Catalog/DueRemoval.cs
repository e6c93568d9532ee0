using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Represents a removal whose work is due: an open row of the table <c>removals</c>. The work is to erase the blob of a deleted attachment, to purge
/// the attachment from caches, or both.</summary>
/// <param name="Id">Id of the removal.</param>
/// <param name="Key">Key of the blob.</param>
/// <param name="Path">Path of the media URL; <c>null</c> when no cache was configured at the time of the deletion.</param>
/// <param name="RequestedAt">When the attachment was deleted.</param>
/// <param name="IsErased">Whether the blob is erased.</param>
/// <param name="Attempts">Number of failed attempts.</param>
public sealed record DueRemoval(string Id, BlobKey Key, string? Path, DateTimeOffset RequestedAt, bool IsErased, long Attempts);
