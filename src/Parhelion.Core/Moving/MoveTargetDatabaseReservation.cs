using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>
/// Reserves the target database of the command <c>migrate</c> for one run. The run writes its id into the database. If another run reserves the database later,
/// the earlier run stops.
/// </summary>
/// <remarks>Servers do not use the database until a run has completed the copy. Runs do not write to a database that a server has already used.</remarks>
internal static class MoveTargetDatabaseReservation
{
    // Replaces the id of a run that has ended and left an incomplete copy.
    private const string Ended = "ended";

    /// <summary>Gets the id of an installation that is to be copied.</summary>
    /// <exception cref="MoveException">The database has none, or another version of Parhelion serves it.</exception>
    internal static async Task<string> IdentifyAsync(Database source, CancellationToken cancellationToken)
    {
        var version = await Migrations.VersionAsync(source, cancellationToken);
        if (version == 0) throw new MoveException("The current database has no tables of Parhelion; use the settings of the current server.");
        if (version != Migrations.Newest)
        {
            throw new MoveException(
                $"The current database has schema version {version}, but this version of Parhelion needs version {Migrations.Newest}. Start the server of this version with it once, or run 'migrate' of the version that serves it.");
        }

        return await source.ReadAsync((session, token) => InstallationTable.FindAsync(session, InstallationTable.Id, token), cancellationToken)
            ?? throw new MoveException("No server of this version was ever started with the current database, or the database is itself a copy. Start a server with it once, and run the same command again.");
    }

    /// <summary>Checks that a database can become the copy of an installation. Writes nothing.</summary>
    /// <returns>True when it is a copy of this installation already; false when it is empty.</returns>
    /// <exception cref="MoveException">The database belongs to another installation or is not empty.</exception>
    internal static async Task<bool> InspectAsync(Database target, string source, CancellationToken cancellationToken)
    {
        var version = await Migrations.VersionAsync(target, cancellationToken);
        if (version == 0) return false;
        if (version > Migrations.Newest) throw new MoveException("The new database has the schema of a newer version of Parhelion; choose an empty database for the copy.");
        if (version < Migrations.Newest) throw new MoveException("The new database has the schema of an older version of Parhelion; choose an empty database for the copy.");
        return await target.ReadAsync((session, _) => IsCopyAsync(session, source), cancellationToken);
    }

    /// <summary>Claims a checked database as the copy of an installation, for one run. Before this call, a move writes nothing.</summary>
    /// <returns>Whether an earlier run was interrupted.</returns>
    /// <exception cref="MoveException">The database belongs to another installation by now.</exception>
    internal static async Task<bool> ClaimAsync(Database target, string source, string run, CancellationToken cancellationToken)
    {
        await target.MigrateAsync(cancellationToken);
        return await target.WriteAsync(
            async session =>
            {
                await IsCopyAsync(session, source);
                var wasInterrupted = await InstallationTable.FindAsync(session, InstallationTable.CopyRun) is not (null or Ended);
                await InstallationTable.SetAsync(session, InstallationTable.CopyOf, source);
                await InstallationTable.SetAsync(session, InstallationTable.CopyRun, run);
                return wasInterrupted;
            },
            cancellationToken);
    }

    /// <summary>Throws when another run has claimed the target. Every transaction of a move calls this.</summary>
    internal static async ValueTask HoldAsync(DatabaseSession session, string run)
    {
        if (await InstallationTable.FindAsync(session, InstallationTable.CopyRun) == run) return;
        throw new MoveException("Another run of 'migrate' has taken over the new database, so this run has stopped.");
    }

    /// <summary>Records that the run has ended, and whether the copy is complete.</summary>
    internal static Task FinishAsync(Database target, string run, bool isWhole, CancellationToken cancellationToken) =>
        target.WriteAsync(
            async session =>
            {
                await HoldAsync(session, run);
                if (isWhole) await InstallationTable.DeleteAsync(session, InstallationTable.CopyRun);
                else await InstallationTable.SetAsync(session, InstallationTable.CopyRun, Ended);
                return true;
            },
            cancellationToken);

    private static async ValueTask<bool> IsCopyAsync(DatabaseSession session, string source)
    {
        if (await InstallationTable.FindAsync(session, InstallationTable.Id) is not null)
        {
            throw new MoveException("A server was started with the new database, so it is an installation of its own, which 'migrate' never overwrites; choose an empty database for the copy.");
        }

        var original = await InstallationTable.FindAsync(session, InstallationTable.CopyOf);
        if (original == source) return true;
        if (original is not null) throw new MoveException("The new database is the copy of another installation; choose an empty database for this copy.");

        foreach (var table in CopiedTables.All)
        {
            if (await table.AnyAsync(session)) throw new MoveException($"The new database is not empty (table {table.Name}); choose an empty database for the copy.");
        }

        return false;
    }
}
