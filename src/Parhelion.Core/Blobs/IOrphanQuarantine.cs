namespace Parhelion.Core.Blobs;

/// <summary>Keeps blobs that no database row refers to, until they are erased or restored. These blobs are not erased at once, because the server may be
/// connected to the wrong database. The content and the key of a blob do not change in the quarantine.</summary>
public interface IOrphanQuarantine
{
    /// <summary>Moves a published blob into the quarantine. On a disk the move is atomic. In a bucket the store copies the blob, compares the copy, and then
    /// deletes the blob. From then on <see cref="BlobListingEntry.ModifiedAt"/> is the time of this move.</summary>
    /// <returns>False when the blob does not exist.</returns>
    ValueTask<bool> QuarantineAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Moves a blob from the quarantine back to its place. Its <see cref="BlobListingEntry.ModifiedAt"/> is then the time of this move.</summary>
    /// <returns>False when the blob is not in the quarantine, or when a blob of another length has its place.</returns>
    ValueTask<bool> RestoreAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Lists the blobs in the quarantine, in no particular order and with bounded memory. To erase an entry, call
    /// <see cref="IBlobStore.DeleteAsync(BlobListingEntry, CancellationToken)"/>.</summary>
    IAsyncEnumerable<BlobListingEntry> ListAsync(CancellationToken cancellationToken);
}
