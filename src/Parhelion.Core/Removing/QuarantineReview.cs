using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>
/// Restores or erases the blobs that <see cref="OrphanScan"/> has moved into the quarantine. Moves a blob back if its database row exists again. Erases a blob
/// that still has no row after <see cref="OrphanScanOptions.QuarantineTime"/>.
/// </summary>
internal sealed class QuarantineReview(Database database, IBlobStore blobs, OrphanScanOptions options)
{
    /// <summary>Checks each blob once. The caller has checked that database and store belong together.</summary>
    public async Task ReviewAsync(OrphanScanResult result, CancellationToken cancellationToken)
    {
        var hasHadItsTime = await blobs.NowAsync(cancellationToken) - options.QuarantineTime;
        await foreach (var entry in blobs.Quarantine.ListAsync(cancellationToken))
        {
            var owner = await BlobOwnerLookup.FindAsync(database, entry.Key!.Value, cancellationToken);
            if (owner is BlobOwnerKind.Attachment or BlobOwnerKind.Rendition && await blobs.Quarantine.RestoreAsync(entry.Key.Value, cancellationToken)) result.Restored++;
            else if (owner == BlobOwnerKind.None && entry.ModifiedAt <= hasHadItsTime) await EraseAsync(entry, result, cancellationToken);
            // A blob that a row of the table removals names is erased by RemovalProcessor, also from the quarantine.
            else result.Held++;
        }
    }

    private async Task EraseAsync(BlobListingEntry entry, OrphanScanResult result, CancellationToken cancellationToken)
    {
        await blobs.DeleteAsync(entry, cancellationToken);
        result.Erased++;
        result.ErasedBytes += entry.Length;
    }
}
