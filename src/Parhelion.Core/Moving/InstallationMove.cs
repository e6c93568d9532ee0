using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Core.Usage;

namespace Parhelion.Core.Moving;

/// <summary>Copies an installation to another database and blob store, even while a server uses the installation. Each pass compares the source with the target
/// and copies the differences. A run makes at most three passes. The source is only read.</summary>
/// <remarks>A run ends after the first pass for which one of these is true:
/// <list type="number">
/// <item>A blob was faulty or could not be erased, and <see cref="InstallationMoveOptions.LeavesFaulty"/> is not set. The copy is incomplete.</item>
/// <item>The pass found no difference. The copy is complete: each row in the target equals the row that this pass read from the source. Later changes of the
/// source are not copied.</item>
/// <item>It was the third pass, and it still found differences. The copy is incomplete.</item>
/// </list>
/// </remarks>
/// <param name="from">The storage location to copy from.</param>
/// <param name="to">The storage location to copy to. No server may use it, and no other run may write to it.</param>
/// <param name="options">Options of the move.</param>
/// <param name="clock">Provides the time.</param>
public sealed class InstallationMove(InstallationStorage from, InstallationStorage to, InstallationMoveOptions options, TimeProvider clock)
{
    // The first pass copies, the second copies what was written meanwhile, the third proves that no difference is left.
    private const int MaxPasses = 3;

    private readonly string run = ObjectId.New(clock);

    /// <summary>Claims the target for the copy. The caller must call this method first. If the method throws, it has changed nothing at the target.</summary>
    /// <exception cref="MoveException">The source contains no installation, or the target belongs to another one.</exception>
    public async Task ClaimAsync(CancellationToken cancellationToken)
    {
        var source = await MoveTargetDatabaseReservation.IdentifyAsync(from.Database, cancellationToken);
        await CheckSourceAsync(cancellationToken);
        var isCopy = await MoveTargetDatabaseReservation.InspectAsync(to.Database, source, cancellationToken);
        await CheckMarkAsync(StoreIdentity.CopyOwner(source), cancellationToken);
        if (!isCopy) await CheckStoreAsync(cancellationToken);
        var wasInterrupted = await MoveTargetDatabaseReservation.ClaimAsync(to.Database, source, run, cancellationToken);
        await to.Blobs.IdentityFile.WriteAsync(new StoreIdentity(StoreIdentity.CopyOwner(source), Watermark: 0), cancellationToken);
        if (wasInterrupted) await TidyAsync(cancellationToken);
    }

    /// <summary>Copies all differences and reports each blob whose bytes are missing or wrong. An interrupted run can be repeated.</summary>
    /// <param name="progress">Updated during the run.</param>
    /// <param name="report">Called with each finding as it is found, never concurrently.</param>
    /// <param name="cancellationToken">Stops between two transactions, and cancels blobs that are being copied.</param>
    /// <exception cref="MoveException">Another run has claimed the target, or the target store is not that of an earlier run.</exception>
    /// <exception cref="IOException">A store fails.</exception>
    /// <exception cref="System.Data.Common.DbException">A database fails.</exception>
    public async Task<InstallationMoveResult> RunAsync(MoveProgress progress, Action<string> report, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        var tallies = CopiedTables.All.Select(table => new TableCopyCounts(table.Name)).ToArray();
        var bytes = new BlobCopyCounts();
        var blobs = new BlobCopy(from, to, bytes, progress, report);
        InstallationMoveOutcome? outcome = null;
        var pass = begun;
        while (outcome is null)
        {
            pass = clock.GetTimestamp();
            await BeginAsync(progress, cancellationToken);
            var changes = await PassAsync(blobs, tallies, progress, cancellationToken);
            if (bytes.Faults > 0 && !options.LeavesFaulty) outcome = InstallationMoveOutcome.Faulty;
            else if (changes == 0) outcome = InstallationMoveOutcome.Same;
            else if (progress.Pass == MaxPasses) outcome = InstallationMoveOutcome.Incomplete;
        }

        // The usage of the source counts attachments that were left out.
        if (bytes.Faults > 0) await new UsageReconciliation(to.Database, clock).RepairAsync(_ => { }, cancellationToken);
        await MoveTargetDatabaseReservation.FinishAsync(to.Database, run, outcome == InstallationMoveOutcome.Same, cancellationToken);
        return new InstallationMoveResult(outcome.Value, tallies, bytes, progress.Pass, clock.GetElapsedTime(begun), clock.GetElapsedTime(pass));
    }

    // With the wrong store, the bytes of every attachment would seem to be missing.
    private async Task CheckSourceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await new InstallationMatchCheck(from.Database, from.Blobs).RunAsync(cancellationToken);
        }
        catch (InstallationMismatchException e)
        {
            throw new MoveException($"The current database and the current store do not belong together. {e.Message} Use the settings of the current server.");
        }
    }

    private async Task CheckMarkAsync(string owner, CancellationToken cancellationToken)
    {
        var mark = await ReadMarkAsync(cancellationToken);
        if (mark is null || mark.Owner == owner) return;
        throw new MoveException($"The new store belongs to another installation ({mark.Owner}); choose an empty store for the copy.");
    }

    private async ValueTask<StoreIdentity?> ReadMarkAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await to.Blobs.IdentityFile.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new MoveException($"The new store cannot be used: {e.Message} Choose an empty store for the copy.");
        }
    }

    // The orphan scan of the target installation would treat blobs of another installation as orphans.
    private async Task CheckStoreAsync(CancellationToken cancellationToken)
    {
        await foreach (var entry in to.Blobs.ListAsync(cancellationToken))
        {
            if (entry is not { State: BlobListingEntryKind.Complete, Key: { } key } || await IsKnownAsync(key, cancellationToken)) continue;
            throw new MoveException(
                $"The new store contains blobs that the current installation does not know, such as {entry.Name}; choose an empty store for the copy.");
        }
    }

    // A killed run leaves staged files and multipart uploads. The store refuses to stage a blob under a name that exists.
    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        await foreach (var entry in to.Blobs.ListAsync(cancellationToken))
        {
            if (entry is not { State: BlobListingEntryKind.Staged or BlobListingEntryKind.Partial, Key: { } key } || !await IsKnownAsync(key, cancellationToken)) continue;
            await to.Blobs.DeleteAsync(entry, cancellationToken);
        }
    }

    private ValueTask<bool> IsKnownAsync(BlobKey key, CancellationToken cancellationToken) =>
        BlobOwnerLookup.AnyAsync(from.Database, key, cancellationToken);

    private async Task BeginAsync(MoveProgress progress, CancellationToken cancellationToken)
    {
        long rows = 0;
        foreach (var table in CopiedTables.All) rows += await from.Database.ReadAsync(table.CountAsync, cancellationToken);
        var here = await from.Database.ReadAsync(AttachmentTable.TotalSizeAsync, cancellationToken);
        var there = options.ReadsAllBytes && progress.Pass == 0 ? 0 : await to.Database.ReadAsync(AttachmentTable.TotalSizeAsync, cancellationToken);
        progress.Begin(rows, Math.Max(here - there, 0));
    }

    private async Task<long> PassAsync(BlobCopy blobs, TableCopyCounts[] tallies, MoveProgress progress, CancellationToken cancellationToken)
    {
        long changes = 0;
        for (var i = 0; i < tallies.Length; i++)
        {
            var table = CopiedTables.All[i];
            progress.Enter(table.Name);
            var copy = new TableCopy(from, to, table, run, tallies[i], progress)
            {
                Blobs = table == CopiedTables.Attachments ? blobs : null,
                ReadsAllBytes = options.ReadsAllBytes && progress.Pass == 1,
            };
            changes += await copy.RunAsync(cancellationToken);
        }

        return changes;
    }
}
