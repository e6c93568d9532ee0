using System.Data.Common;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Installations;

/// <summary>Raises the watermark: in the database first, flushed to the disk, and then in the mark of the store. So the store is never ahead of the
/// database, whatever crashes in between, and a database that is behind the store is older than the blobs.</summary>
public sealed class Watermark(Database database, IBlobStore blobs, TimeProvider clock)
{
    private readonly InstallationCheck check = new(database, blobs);

    /// <summary>Called before a database is served, its schema being up to date: checks that it and the store belong together, gives the installation its
    /// id the first time, and marks the store.</summary>
    /// <returns>False: the database is a copy that is not whole, and must not be served.</returns>
    /// <exception cref="InstallationMismatchException">They do not belong together. Nothing was written.</exception>
    public async Task<bool> SettleAsync(CancellationToken cancellationToken)
    {
        var findings = await check.RunAsync(cancellationToken);
        if (!await InstallationIdentity.SettleAsync(database, clock, cancellationToken)) return false;
        try
        {
            await WriteAsync(least: 0, cancellationToken);
            await InstallationIdentity.EndCopyAsync(database, cancellationToken);
        }
        catch (Exception e) when (e is IOException or DbException && findings.Mark is { } mark && mark.Owner == findings.Database.Id)
        {
            // The disk is full, or fails: that must not keep a server from starting whose store has its mark. The next round tries again.
        }

        return true;
    }

    /// <summary>Raises the watermark on both sides.</summary>
    /// <exception cref="InstallationMismatchException">The store has another mark than that of this database, or one that is ahead of it.</exception>
    public async Task RaiseAsync(CancellationToken cancellationToken)
    {
        var raised = await database.RaiseWatermarkAsync(least: 0, cancellationToken);
        var mark = await check.RequireMarkAsync(cancellationToken);
        // Another node may be ahead of this one; a mark that falls back only notices less.
        if (mark.Watermark >= raised) return;
        await MarkAsync(raised, cancellationToken);
    }

    /// <summary>Makes a database and a store belong together, whatever the store said before. The schema is up to date.</summary>
    /// <returns>The id of the installation, and what the mark of the store was before, if it could be read.</returns>
    public async Task<(string Id, StoreIdentity? Before)> AdoptAsync(CancellationToken cancellationToken)
    {
        StoreIdentity? before = null;
        try
        {
            before = await blobs.Mark.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            // It is replaced.
        }

        if (!await InstallationIdentity.SettleAsync(database, clock, cancellationToken)) throw new InstallationMismatchException("The database is a copy that is not whole.");
        var id = await WriteAsync((before?.Watermark ?? 0) + 1, cancellationToken);
        await InstallationIdentity.EndCopyAsync(database, cancellationToken);
        return (id, before);
    }

    private async Task<string> WriteAsync(long least, CancellationToken cancellationToken) =>
        await MarkAsync(await database.RaiseWatermarkAsync(least, cancellationToken), cancellationToken);

    private async Task<string> MarkAsync(long watermark, CancellationToken cancellationToken)
    {
        var id = await database.ReadAsync((session, token) => InstallationTable.FindAsync(session, InstallationTable.Id, token), cancellationToken);
        await blobs.Mark.WriteAsync(new StoreIdentity(id!, watermark), cancellationToken);
        return id!;
    }
}
