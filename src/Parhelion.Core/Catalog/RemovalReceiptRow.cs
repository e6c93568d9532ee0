namespace Parhelion.Core.Catalog;

/// <summary>Represents the receipt of a deleted attachment. The receipt contains only the columns of the table <c>removals</c> that the API shows.</summary>
/// <param name="Id">Id of the removal.</param>
/// <param name="MediaHash">SHA-256 of the path of the media URL.</param>
/// <param name="Size">Length of the blob in bytes.</param>
/// <param name="Reason">Why the attachment was deleted.</param>
/// <param name="RequestedBy">Id of the API key that requested the deletion, or <c>server</c>.</param>
/// <param name="RequestedAt">When the attachment was deleted.</param>
/// <param name="ErasedAt">When the blob was erased; <c>null</c> until then.</param>
/// <param name="PurgedAt">When every cache had confirmed the purge; <c>null</c> until then, and when no cache is configured.</param>
public sealed record RemovalReceiptRow(
    string Id, byte[] MediaHash, long Size, string Reason, string RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset? ErasedAt,
    DateTimeOffset? PurgedAt);
