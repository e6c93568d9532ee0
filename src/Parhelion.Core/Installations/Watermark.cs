using System.Data.Common;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Installations;

/// <summary>Raises the watermark: first in the database, flushed to the disk, and then in the mark of the store. Whatever crashes in between, the store is
/// never ahead of the database. A database that is behind the store is therefore older than the blobs.</summary>
public sealed class Watermark(Database database, IBlobStore blobs, TimeProvider clock)
{
    private readonly InstallationCheck check = new(database, blobs);

    /// <summary>Checks that the database and the store belong together, sets the id of the installation if it has none, and marks the store. Called before a
    /// database is served, after its migration.</summary>
    /// <returns>False when the database is an incomplete copy, which must not be served.</returns>
    /// <exception cref="InstallationMismatchException">They do not belong together. Nothing was written.</exception>
    public async Task<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        var findings = await check.RunAsync(cancellationToken);
        if (!await InstallationIdentity.EnsureAsync(database, clock, cancellationToken)) return false;
        try
        {
            await RaiseAsync(least: 0, cancellationToken);
            await InstallationIdentity.EndCopyAsync(database, cancellationToken);
        }
        catch (Exception e) when (e is IOException or DbException && findings.Identity is { } mark && mark.Owner == findings.Database.Id)
        {
            // If the store already has its mark, a disk that is full or fails must not prevent the start. The next round tries again.
        }

        return true;
    }

    /// <summary>Raises the watermark on both sides.</summary>
    /// <exception cref="InstallationMismatchException">The mark of the store belongs to another
    /// installation, or its watermark is ahead of the database.</exception>
    public async Task RaiseAsync(CancellationToken cancellationToken)
    {
        var raised = await database.RaiseWatermarkAsync(least: 0, cancellationToken);
        var mark = await check.RequireMarkAsync(cancellationToken);
        // Another node may have raised it further. A mark that falls back only detects less.
        if (mark.Watermark >= raised) return;
        await WriteAsync(raised, cancellationToken);
    }

    /// <summary>Makes a database and a store belong together, whatever mark the store has. Requires an up-to-date schema.</summary>
    /// <returns>The id of the installation, and the previous mark of the store if it could be read.</returns>
    public async Task<(string Id, StoreIdentity? Before)> AdoptAsync(CancellationToken cancellationToken)
    {
        StoreIdentity? before = null;
        try
        {
            before = await blobs.IdentityFile.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            // The mark is replaced below.
        }

        if (!await InstallationIdentity.EnsureAsync(database, clock, cancellationToken)) throw new InstallationMismatchException("The database is a copy that is not whole.");
        var id = await RaiseAsync((before?.Watermark ?? 0) + 1, cancellationToken);
        await InstallationIdentity.EndCopyAsync(database, cancellationToken);
        return (id, before);
    }

    private async Task<string> RaiseAsync(long least, CancellationToken cancellationToken) =>
        await WriteAsync(await database.RaiseWatermarkAsync(least, cancellationToken), cancellationToken);

    private async Task<string> WriteAsync(long watermark, CancellationToken cancellationToken)
    {
        var id = await database.ReadAsync((session, token) => InstallationTable.FindAsync(session, InstallationTable.Id, token), cancellationToken);
        await blobs.IdentityFile.WriteAsync(new StoreIdentity(id!, watermark), cancellationToken);
        return id!;
    }
}
