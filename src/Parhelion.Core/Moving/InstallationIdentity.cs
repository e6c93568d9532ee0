using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>Which installation a database belongs to. An installation gets its id when it is first served. A copy says whose copy it is, and which run
/// is writing it, until it is whole; nobody serves it before. Once it is served it is an installation of its own, and no move writes over it.</summary>
public static class InstallationIdentity
{
    // In place of a run that has come to its end and left a copy that is not whole.
    private const string Ended = "ended";

    /// <summary>Called before a database is served, its schema being up to date. Gives it its id the first time. One that was a copy goes on saying so until
    /// <see cref="EndCopyAsync"/>: a server that is killed before its store has the new mark must start again.</summary>
    /// <returns>False: it is a copy that is not whole, and must not be served.</returns>
    public static Task<bool> SettleAsync(Database database, TimeProvider clock, CancellationToken cancellationToken) =>
        // A start on a full disk writes nothing here, and is not to be refused.
        database.DeleteAsync(
            async session =>
            {
                if (await InstallationTable.FindAsync(session, InstallationTable.CopyRun) is not null) return false;
                if (await InstallationTable.FindAsync(session, InstallationTable.Id) is not null) return true;
                await InstallationTable.SetAsync(session, InstallationTable.Id, ObjectId.New(clock));
                return true;
            },
            cancellationToken);

    /// <summary>Called once the store has the mark of the installation: it is nobody's copy any more.</summary>
    internal static async Task EndCopyAsync(Database database, CancellationToken cancellationToken)
    {
        if ((await database.ReadAsync(InstallationTable.ReadAsync, cancellationToken)).CopyOf is null) return;
        await database.DeleteAsync(
            async session =>
            {
                await InstallationTable.DeleteAsync(session, InstallationTable.CopyOf);
                return true;
            },
            cancellationToken);
    }

    /// <summary>The id of an installation that is to be copied.</summary>
    /// <exception cref="MoveException">There is none, or another version of Parhelion serves it.</exception>
    internal static async Task<string> IdentifyAsync(Database source, CancellationToken cancellationToken)
    {
        var version = await Migrations.VersionAsync(source, cancellationToken);
        if (version == 0) throw new MoveException("The present database holds no Parhelion; describe the present installation by the settings that it is served with.");
        if (version != Migrations.Newest)
        {
            throw new MoveException(
                $"The present database has schema version {version}, and this Parhelion works with version {Migrations.Newest}. Serve it with this Parhelion once, or move it with the one that serves it.");
        }

        return await source.ReadAsync((session, token) => InstallationTable.FindAsync(session, InstallationTable.Id, token), cancellationToken)
            ?? throw new MoveException("The present database was never served by this Parhelion: it is new, or itself a copy. Serve it once first.");
    }

    /// <summary>Looks at a database that is to be a copy, and writes nothing.</summary>
    /// <returns>Whether it is the copy of this installation already; else it is empty.</returns>
    /// <exception cref="MoveException">It belongs to somebody else.</exception>
    internal static async Task<bool> InspectAsync(Database target, string source, CancellationToken cancellationToken)
    {
        var version = await Migrations.VersionAsync(target, cancellationToken);
        if (version == 0) return false;
        if (version > Migrations.Newest) throw new MoveException("The new database was made by a newer Parhelion; give the copy an empty one.");
        if (version < Migrations.Newest) throw new MoveException("The new database holds an older Parhelion; give the copy an empty one.");
        return await target.ReadAsync((session, _) => IsCopyAsync(session, source), cancellationToken);
    }

    /// <summary>Takes a database that was looked at as the copy of an installation, for one run. A move writes nothing before this.</summary>
    /// <returns>Whether an earlier run was interrupted.</returns>
    /// <exception cref="MoveException">It belongs to somebody else by now.</exception>
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

    /// <summary>Throws when the copy is not written by this run any more. Part of every transaction of a move.</summary>
    internal static async ValueTask HoldAsync(DatabaseSession session, string run)
    {
        if (await InstallationTable.FindAsync(session, InstallationTable.CopyRun) == run) return;
        throw new MoveException("Another run of migrate has taken over the new database; this one has stopped.");
    }

    /// <summary>Says that the run has come to its end.</summary>
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
            throw new MoveException("The new database has been served and is an installation of its own, which a move never writes over; give the copy an empty database.");
        }

        var original = await InstallationTable.FindAsync(session, InstallationTable.CopyOf);
        if (original == source) return true;
        if (original is not null) throw new MoveException("The new database is the copy of another installation; give this one an empty database.");

        foreach (var table in CopiedTables.All)
        {
            if (await table.AnyAsync(session)) throw new MoveException($"The new database is not empty (table {table.Name}); give the copy an empty one.");
        }

        return false;
    }
}
