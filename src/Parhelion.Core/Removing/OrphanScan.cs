using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Core.Uploading;

namespace Parhelion.Core.Removing;

/// <summary>Collects what a crash can leave: it erases staged files, and moves published blobs without a row into the quarantine. A missing row is no
/// proof of litter, so no blob is erased because of one look at one database: it is erased when it was in the quarantine for
/// <see cref="OrphanOptions.QuarantineTime"/>, by the clock of the store, and the database, which must be the one that the store is marked with, still
/// has no row. Should there be more than a small share, nothing is moved at all. An upload in flight is never mistaken for litter: those of this process
/// are known by name, those of others are younger than <see cref="OrphanOptions.LeastAge"/>.</summary>
public sealed class OrphanScan(Database database, IBlobStore blobs, UploadsInFlight uploadsInFlight, OrphanOptions options)
{
    /// <summary>Blobs without a row, those in the quarantine included, that are always few enough.</summary>
    public const int Few = 100;

    /// <summary>One in so many blobs may be without a row where that is more than <see cref="Few"/>.</summary>
    public const int Share = 100;

    // Most blobs that one round moves; their entries are held in memory, some 300 bytes each.
    private const int MostAtOnce = 1000;

    private readonly InstallationCheck check = new(database, blobs);
    private readonly QuarantineReview quarantineReview = new(database, blobs, options);

    /// <summary>Walks through the whole store once, then moves what it has found.</summary>
    /// <param name="takesAny">Whether an operator has said that the share does not matter.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <exception cref="InstallationMismatchException">Database and store do not belong together. Nothing was moved or erased.</exception>
    public async Task<OrphanScanResult> RunAsync(bool takesAny, CancellationToken cancellationToken)
    {
        await database.SettleAsync(cancellationToken);
        await check.RequireMarkAsync(cancellationToken);
        var result = new OrphanScanResult();
        await quarantineReview.ReviewAsync(result, cancellationToken);
        var found = await WalkAsync(result, cancellationToken);
        var limit = Math.Max(Few, result.Blobs / Share);
        result.IsStopped = !takesAny && result.Orphans > 0 && result.Orphans + result.Held > limit;
        if (result.IsStopped) return result;
        foreach (var key in found) await TakeAsync(key, result, cancellationToken);
        return result;
    }

    private async Task<List<(BlobKey Key, long Length)>> WalkAsync(OrphanScanResult result, CancellationToken cancellationToken)
    {
        var found = new List<(BlobKey, long)>();
        var oldEnough = await blobs.NowAsync(cancellationToken) - options.LeastAge;
        await foreach (var entry in blobs.ListAsync(cancellationToken))
        {
            if (entry.State == StoredBlobState.Whole) result.Blobs++;
            if (entry.State == StoredBlobState.Foreign || entry.ModifiedAt > oldEnough) continue;
            if (entry.State == StoredBlobState.Staged)
            {
                await EraseStagedAsync(entry, result, cancellationToken);
                continue;
            }

            if (!await IsOrphanAsync(entry.Key!.Value, cancellationToken)) continue;
            result.Orphans++;
            result.OrphanBytes += entry.Length;
            if (found.Count < MostAtOnce) found.Add((entry.Key.Value, entry.Length));
        }

        return found;
    }

    private async Task EraseStagedAsync(StoredBlob entry, OrphanScanResult result, CancellationToken cancellationToken)
    {
        if (entry.Key is { } key && uploadsInFlight.Contains(key)) return;
        await blobs.DeleteAsync(entry, cancellationToken);
        result.Staged++;
    }

    private async Task TakeAsync((BlobKey Key, long Length) found, OrphanScanResult result, CancellationToken cancellationToken)
    {
        // The walk may have taken hours.
        if (!await IsOrphanAsync(found.Key, cancellationToken) || !await blobs.Quarantine.TakeAsync(found.Key, cancellationToken)) return;
        // A row that was committed at this very moment gets its bytes back at once; one that comes later, in the next round.
        if (await BlobOwners.FindAsync(database, found.Key, cancellationToken) == BlobOwner.Attachment)
        {
            await blobs.Quarantine.GiveBackAsync(found.Key, cancellationToken);
            return;
        }

        result.Taken++;
        result.TakenBytes += found.Length;
    }

    // In this order: an upload leaves the list only after its row is there.
    private async ValueTask<bool> IsOrphanAsync(BlobKey key, CancellationToken cancellationToken) =>
        !uploadsInFlight.Contains(key) && !await BlobOwners.AnyAsync(database, key, cancellationToken);
}
