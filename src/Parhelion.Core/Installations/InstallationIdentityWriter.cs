using System.Data.Common;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Installations;

/// <summary>
/// Writes the identity file of the store, which contains the installation id and the watermark. The watermark is a number that only rises. The database also
/// stores the watermark. Each write of the file raises the watermark.
/// </summary>
/// <remarks>The database raises the watermark first, and flushes it to its disk. Only then does the store get it. So the watermark of the store is never higher
/// than that of its database, even after a crash. A database with a lower watermark than the store is therefore an older copy.</remarks>
public sealed class InstallationIdentityWriter(Database database, IBlobStore blobs, TimeProvider clock)
{
    private readonly InstallationMatchCheck check = new(database, blobs);

    /// <summary>Checks that the database and the store belong together. Then sets the installation id if there is none, and writes the identity file of the
    /// store. Call this after the migration of a database, and before the database is served.</summary>
    /// <returns>False when the database is an incomplete copy, which must not be served.</returns>
    /// <exception cref="InstallationMismatchException">The database and the store do not belong together. Nothing was written.</exception>
    public async Task<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        var findings = await check.RunAsync(cancellationToken);
        if (!await InstallationIdAssignment.EnsureAsync(database, clock, cancellationToken)) return false;
        try
        {
            await RaiseAsync(least: 0, cancellationToken);
            await InstallationIdAssignment.EndCopyAsync(database, cancellationToken);
        }
        catch (Exception e) when (e is IOException or DbException && findings.Identity is { } mark && mark.Owner == findings.Database.Id)
        {
            // If the store already has its identity file, a disk that is full or fails must not prevent the start. The next round tries again.
        }

        return true;
    }

    /// <summary>Raises the watermark in the database and in the store.</summary>
    /// <exception cref="InstallationMismatchException">The store belongs to another installation, or its watermark is higher than that of the
    /// database.</exception>
    public async Task RaiseAsync(CancellationToken cancellationToken)
    {
        var raised = await database.RaiseWatermarkAsync(least: 0, cancellationToken);
        var mark = await check.RequireIdentityAsync(cancellationToken);
        // Another node may have raised it further. If it falls back, only some older copies go undetected.
        if (mark.Watermark >= raised) return;
        await WriteAsync(raised, cancellationToken);
    }

    /// <summary>Makes a database and a store belong together, whatever the identity file of the store says. Requires an up-to-date schema.</summary>
    /// <returns>The installation id, and the previous content of the identity file if it could be read.</returns>
    public async Task<(string Id, StoreIdentity? Before)> AdoptAsync(CancellationToken cancellationToken)
    {
        StoreIdentity? before = null;
        try
        {
            before = await blobs.IdentityFile.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            // The identity file is replaced below.
        }

        if (!await InstallationIdAssignment.EnsureAsync(database, clock, cancellationToken)) throw new InstallationMismatchException("The database is an incomplete copy.");
        var id = await RaiseAsync((before?.Watermark ?? 0) + 1, cancellationToken);
        await InstallationIdAssignment.EndCopyAsync(database, cancellationToken);
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
