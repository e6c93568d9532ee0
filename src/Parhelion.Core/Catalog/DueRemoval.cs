using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Represents an open row of the table <c>removals</c> whose work is due. The work is to erase a blob, to purge caches, or both.</summary>
/// <param name="Id">Id of the removal.</param>
/// <param name="Key">Key of the blob.</param>
/// <param name="Path">Path of the media URL; <c>null</c> when it is unknown.</param>
/// <param name="RequestedAt">When the attachment was deleted.</param>
/// <param name="IsErased">Whether the blob is erased.</param>
/// <param name="Attempts">Number of failed attempts.</param>
public sealed record DueRemoval(string Id, BlobKey Key, string? Path, DateTimeOffset RequestedAt, bool IsErased, long Attempts);
