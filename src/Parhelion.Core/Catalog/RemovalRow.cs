using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Represents a new row of the table <c>removals</c>. The row records that an attachment was deleted, and that the blob of the attachment must be
/// erased.</summary>
/// <param name="Id">Time-ordered id.</param>
/// <param name="AppId">Id of the app.</param>
/// <param name="Key">Key of the blob that is to be erased.</param>
/// <param name="MediaHash">SHA-256 of the path of the media URL.</param>
/// <param name="Size">Length of the blob in bytes.</param>
/// <param name="Reason">Why the attachment was deleted.</param>
/// <param name="RequestedBy">Id of the API key that requested the deletion, or <c>server</c>.</param>
/// <param name="RequestedAt">When the deletion was requested.</param>
/// <param name="CascadeId">Id of the cascade that the removal is part of; <c>null</c> for none.</param>
/// <param name="Path">Path of the media URL, for cache purges; <c>null</c> when there are no caches.</param>
public sealed record RemovalRow(
    string Id, string AppId, BlobKey Key, byte[] MediaHash, long Size, string Reason, string RequestedBy, DateTimeOffset RequestedAt,
    string? CascadeId, string? Path);
