using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>Makes one table of the target database equal to the same table of the source database. Both tables are read in the order of their primary keys, and
/// only the differences are written to the target. A repeated run therefore takes little more time than the comparison.</summary>
internal sealed class TableCopy(InstallationStorage from, InstallationStorage to, CopiedTableDefinition table, string run, TableCopyCounts tally, MoveProgress progress)
{
    // Limits of one transaction.
    private const int BatchRows = 256;
    private const long BatchBytes = 4 << 20;

    // Checks for one in this many unchanged rows whether the target store has the blob.
    private const int ProbeRows = 1000;

    private readonly List<CopiedRow> added = [];
    private readonly List<CopiedRow> updated = [];
    private readonly List<CopiedRow> deleted = [];
    private readonly List<CopiedRow> bringing = [];
    private long bytes;
    private long changes;

    /// <summary>Copies the blobs of the rows; <c>null</c> when the rows have none.</summary>
    public BlobCopy? Blobs { get; init; }

    /// <summary>Whether to read also the blobs of rows that both sides have.</summary>
    public bool ReadsAllBytes { get; init; }

    /// <summary>Compares the table once. Returns the number of differences.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var (source, target) = (new TableCursor(from.Database, table), new TableCursor(to.Database, table));
        tally.Same = 0;
        while (true)
        {
            var (here, there) = (await source.PeekAsync(cancellationToken), await target.PeekAsync(cancellationToken));
            if (here is null && there is null) break;
            var order = here is null ? 1 : there is null ? -1 : here.OrderTo(there);
            if (order <= 0) source.Advance();
            if (order >= 0) target.Advance();
            await TakeAsync(order > 0 ? null : here, order < 0 ? null : there, cancellationToken);
            if (added.Count + updated.Count + deleted.Count + bringing.Count >= BatchRows || bytes >= BatchBytes) await ApplyAsync(cancellationToken);
        }

        await ApplyAsync(cancellationToken);
        return changes;
    }

    // The row in the source and the row in the target; either may be missing.
    private async ValueTask TakeAsync(CopiedRow? here, CopiedRow? there, CancellationToken cancellationToken)
    {
        if (here is not null) progress.AddRow();
        if (here is null) Take(there!, deleted);
        else if (there is null) Take(here, added, hasOtherBytes: true);
        else if (!here.IsSameAs(there)) Take(here, updated, ReadsAllBytes || (Blobs is not null && !BlobToCopy.FromRow(here).IsSameAs(BlobToCopy.FromRow(there))));
        else await TakeSameAsync(here, cancellationToken);
    }

    private void Take(CopiedRow row, List<CopiedRow> rows, bool hasOtherBytes = false)
    {
        rows.Add(row);
        bytes += row.Bytes;
        if (hasOtherBytes && Blobs is not null) bringing.Add(row);
    }

    private async ValueTask TakeSameAsync(CopiedRow row, CancellationToken cancellationToken)
    {
        if (Blobs is not null && ReadsAllBytes)
        {
            bringing.Add(row);
        }
        else if (Blobs is not null && tally.Same % ProbeRows == 0 && !await Blobs.HasAsync(BlobToCopy.FromRow(row), cancellationToken))
        {
            // Detects a target database and a target store of different copies, which otherwise shows only when a client reads a file.
            throw new MoveException(
                $"The new database has attachment {row.Key[0]} from an earlier run, but the new store does not have its bytes. Check that it is the store of that run. If it is, add --bytes to check every blob and copy the missing ones.");
        }

        tally.Same++;
    }

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        if (Blobs is not null) await CopyBlobsAsync(Blobs, cancellationToken);
        if (added.Count + updated.Count + deleted.Count > 0)
        {
            await to.Database.WriteAsync(WriteAsync, cancellationToken);
            changes += added.Count + updated.Count + deleted.Count;
            (tally.Added, tally.Updated, tally.Deleted) = (tally.Added + added.Count, tally.Updated + updated.Count, tally.Deleted + deleted.Count);
            // The rows are deleted already, so the blobs are erased even after a cancellation.
            if (Blobs is not null) await Blobs.EraseAsync([.. deleted.Select(BlobToCopy.FromRow)], CancellationToken.None);
        }

        added.Clear();
        updated.Clear();
        deleted.Clear();
        bringing.Clear();
        bytes = 0;
    }

    private async ValueTask<bool> WriteAsync(DatabaseSession session)
    {
        await MoveTargetDatabaseReservation.HoldAsync(session, run);
        await table.DeleteAsync(session, deleted);
        await table.PutAsync(session, [.. added, .. updated]);
        return true;
    }

    // Copies blobs before rows. If a blob cannot be copied, its row is not inserted, and an existing row is deleted.
    private async Task CopyBlobsAsync(BlobCopy blobs, CancellationToken cancellationToken)
    {
        var outcomes = await blobs.CopyAsync([.. bringing.Select(BlobToCopy.FromRow)], cancellationToken);
        changes += outcomes.Count(outcome => outcome == BlobCopyOutcome.Gone);
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] == BlobCopyOutcome.Brought || added.Remove(bringing[i])) continue;
            if (!updated.Remove(bringing[i])) tally.Same--;
            deleted.Add(bringing[i]);
        }
    }
}
