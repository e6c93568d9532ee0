using Parhelion.Core.Catalog;

namespace Parhelion.Core.Installations;

/// <summary>The id of an installation, kept in its database. The installation gets the id when a server first serves it. A copy records the id of the
/// installation that it was copied from, until a server serves the copy.</summary>
public static class InstallationIdentity
{
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
}
