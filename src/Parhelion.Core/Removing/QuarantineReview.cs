using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>Looks through the quarantine. A blob whose row is there again is given back; one that has had its time and has no row is erased.</summary>
internal sealed class QuarantineReview(Database database, IBlobStore blobs, OrphanOptions options)
{
    /// <summary>Looks at each blob once. The caller has checked that database and store belong together.</summary>
    public async Task ReviewAsync(OrphanScanResult result, CancellationToken cancellationToken)
    {
        var hasHadItsTime = await blobs.NowAsync(cancellationToken) - options.QuarantineTime;
        await foreach (var entry in blobs.Quarantine.ListAsync(cancellationToken))
        {
            var owner = await BlobOwners.FindAsync(database, entry.Key!.Value, cancellationToken);
            if (owner == BlobOwner.Attachment && await blobs.Quarantine.GiveBackAsync(entry.Key.Value, cancellationToken)) result.GivenBack++;
            else if (owner == BlobOwner.None && entry.ModifiedAt <= hasHadItsTime) await EraseAsync(entry, result, cancellationToken);
            // What the ledger owns is erased by the sweep, wherever it is.
            else result.Held++;
        }
    }

    private async Task EraseAsync(StoredBlob entry, OrphanScanResult result, CancellationToken cancellationToken)
    {
        await blobs.DeleteAsync(entry, cancellationToken);
        result.Erased++;
        result.ErasedBytes += entry.Length;
    }
}
