using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Core.Uploading;

namespace Parhelion.Core.Removing;

/// <summary>
/// Cleans up files that a crash can leave in the blob store. Erases old staged files and partial blobs (bytes of incomplete uploads). Moves blobs without a
/// database row into the quarantine. Erases a quarantined blob after <see cref="OrphanScanOptions.QuarantineTime"/> if the blob still has no row.
/// </summary>
/// <remarks>
/// <para>A missing row alone proves nothing, because the database may be the wrong one. The scan therefore requires that the identity file of the store names
/// the installation of the database. If more than 100 blobs (<see cref="AlwaysAllowed"/>) and more than one in 100 blobs (<see cref="Share"/>) have no row, the
/// scan moves none of them, unless the operator has allowed it.</para>
/// <para>The scan never touches an upload in flight. It knows the uploads of this process by their keys. It leaves files that are younger than
/// <see cref="OrphanScanOptions.MinAge"/> alone, because they may belong to uploads to other processes. The scan determines all ages by the clock of the
/// store.</para>
/// <para>A later scan moves a blob back from the quarantine if its row exists again.</para>
/// </remarks>
public sealed class OrphanScan(Database database, IBlobStore blobs, InFlightUploadRegistry uploadsInFlight, OrphanScanOptions options)
{
    /// <summary>Number of blobs without a row that never stops a scan. Blobs in the quarantine count too.</summary>
    public const int AlwaysAllowed = 100;

    /// <summary>Above <see cref="AlwaysAllowed"/>, the scan stops if more than one in 100 blobs has no row.</summary>
    public const int Share = 100;

    // Maximum number of blobs that one scan moves. Their entries are held in memory, about 300 bytes each.
    private const int MaxAtOnce = 1000;

    private readonly InstallationMatchCheck check = new(database, blobs);
    private readonly QuarantineReview quarantineReview = new(database, blobs, options);

    /// <summary>Walks through the whole store once, and then moves the orphans that the walk has found.</summary>
    /// <param name="takesAny">Whether to move orphans whatever their share, as the operator has allowed.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <exception cref="InstallationMismatchException">The database and the store do not belong together. Nothing was moved or erased.</exception>
    public async Task<OrphanScanResult> RunAsync(bool takesAny, CancellationToken cancellationToken)
    {
        await database.ResolveInDoubtCommitsAsync(cancellationToken);
        await check.RequireIdentityAsync(cancellationToken);
        var result = new OrphanScanResult();
        await quarantineReview.ReviewAsync(result, cancellationToken);
        var found = await WalkAsync(result, cancellationToken);
        var limit = Math.Max(AlwaysAllowed, result.Blobs / Share);
        result.IsStopped = !takesAny && result.Orphans > 0 && result.Orphans + result.Held > limit;
        if (result.IsStopped) return result;
        foreach (var key in found) await QuarantineAsync(key, result, cancellationToken);
        return result;
    }

    private async Task<List<(BlobKey Key, long Length)>> WalkAsync(OrphanScanResult result, CancellationToken cancellationToken)
    {
        var found = new List<(BlobKey, long)>();
        var now = await blobs.NowAsync(cancellationToken);
        var (oldEnough, oldEnoughPartial) = (now - options.MinAge, now - TimeSpan.FromTicks(Math.Max(options.MinAge.Ticks, options.PartialMinAge.Ticks)));
        await foreach (var entry in blobs.ListAsync(cancellationToken))
        {
            if (entry.State == BlobListingEntryKind.Complete) result.Blobs++;
            if (entry.State == BlobListingEntryKind.Foreign || entry.ModifiedAt > oldEnough) continue;
            if (entry.State == BlobListingEntryKind.Staged)
            {
                await EraseStagedAsync(entry, result, cancellationToken);
                continue;
            }

            if (entry.State == BlobListingEntryKind.Partial)
            {
                if (entry.ModifiedAt <= oldEnoughPartial) await ErasePartialAsync(entry, result, cancellationToken);
                continue;
            }

            if (!await IsOrphanAsync(entry.Key!.Value, cancellationToken)) continue;
            result.Orphans++;
            result.OrphanBytes += entry.Length;
            if (found.Count < MaxAtOnce) found.Add((entry.Key.Value, entry.Length));
        }

        return found;
    }

    private async Task EraseStagedAsync(BlobListingEntry entry, OrphanScanResult result, CancellationToken cancellationToken)
    {
        if (entry.Key is { } key && uploadsInFlight.Contains(key)) return;
        await blobs.DeleteAsync(entry, cancellationToken);
        result.Staged++;
    }

    // Two witnesses: no open upload has the key, and nothing was written for as long as an upload can be continued.
    private async Task ErasePartialAsync(BlobListingEntry entry, OrphanScanResult result, CancellationToken cancellationToken)
    {
        var key = entry.Key!.Value;
        if (uploadsInFlight.Contains(key)) return;
        if (await database.ReadAsync((session, token) => ResumableUploadTable.OwnsAsync(session, key, token), cancellationToken)) return;
        // A store may take the multipart upload of a published object for unfinished, and lose the object with it.
        if (entry.Name.StartsWith(BlobNames.Root, StringComparison.Ordinal) && await BlobOwnerLookup.AnyAsync(database, key, cancellationToken)) return;
        await blobs.DeleteAsync(entry, cancellationToken);
        result.Staged++;
    }

    private async Task QuarantineAsync((BlobKey Key, long Length) found, OrphanScanResult result, CancellationToken cancellationToken)
    {
        // The walk may have taken hours, so the row is looked for again.
        if (!await IsOrphanAsync(found.Key, cancellationToken) || !await blobs.Quarantine.QuarantineAsync(found.Key, cancellationToken)) return;
        // If the row was committed at this moment, its blob is given back at once. If the row comes later, the next scan gives the blob back.
        if (await BlobOwnerLookup.FindAsync(database, found.Key, cancellationToken) is BlobOwnerKind.Attachment or BlobOwnerKind.Upload or BlobOwnerKind.Rendition)
        {
            await blobs.Quarantine.RestoreAsync(found.Key, cancellationToken);
            return;
        }

        result.Quarantined++;
        result.QuarantinedBytes += found.Length;
    }

    // The order matters: an upload leaves the list only after its row is committed.
    private async ValueTask<bool> IsOrphanAsync(BlobKey key, CancellationToken cancellationToken) =>
        !uploadsInFlight.Contains(key) && !await BlobOwnerLookup.AnyAsync(database, key, cancellationToken);
}
