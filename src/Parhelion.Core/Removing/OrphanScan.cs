using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading;

namespace Parhelion.Core.Removing;

/// <summary>Collects what a crash can leave: staged files, and blobs without a row. An upload in flight is never mistaken for litter:
/// those of this process are known by name, those of others are younger than <paramref name="minimumAge"/>.</summary>
public sealed class OrphanScan(Database database, IBlobStore blobs, InFlight inFlight, TimeProvider clock, TimeSpan minimumAge)
{
    /// <summary>Walks through the whole store and erases the litter in it; how many entries went.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await database.SettleAsync(cancellationToken);
        var erased = 0;
        await foreach (var entry in blobs.ListAsync(cancellationToken))
        {
            if (!await IsLitterAsync(entry, cancellationToken)) continue;
            await blobs.DeleteAsync(entry, cancellationToken);
            erased++;
        }

        return erased;
    }

    private async ValueTask<bool> IsLitterAsync(StoredBlob entry, CancellationToken cancellationToken)
    {
        if (entry.State == StoredBlobState.Foreign || clock.GetUtcNow() - entry.ModifiedAt < minimumAge) return false;
        if (entry.Key is not { } key) return true;
        // In this order: an upload leaves the list only after its row is there.
        if (inFlight.Contains(key)) return false;
        return entry.State == StoredBlobState.Staged || !await IsOwnedAsync(key, cancellationToken);
    }

    private ValueTask<bool> IsOwnedAsync(BlobKey key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
                await AttachmentTable.OwnsAsync(session, key, token) || await RemovalTable.OwnsAsync(session, key, token),
            cancellationToken);
}
