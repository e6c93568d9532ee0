using Parhelion.Core.Catalog;

namespace Parhelion.Core.Installations;

/// <summary>Determines which installation a database belongs to. An installation gets its id when a server first
/// serves it. A copy records which installation it was copied from, and which run writes it until it is complete.
/// Nobody serves it before that. A served copy is an installation of its own, and no move overwrites it.</summary>
public static class InstallationIdentity
{
    /// <summary>Sets the id of the installation if the database has none. Called before a database is served, after its migration. A copy stays marked as a
    /// copy until <see cref="EndCopyAsync"/>, so that a server which is killed before its store has the new mark can start again.</summary>
    /// <returns>False when the database is an incomplete copy, which must not be served.</returns>
    public static Task<bool> EnsureAsync(Database database, TimeProvider clock, CancellationToken cancellationToken) =>
        // Uses DeleteAsync, because it also works on a full disk: a start that has nothing to write must not be refused there.
        database.DeleteAsync(
            async session =>
            {
                if (await InstallationTable.FindAsync(session, InstallationTable.CopyRun) is not null) return false;
                if (await InstallationTable.FindAsync(session, InstallationTable.Id) is not null) return true;
                await InstallationTable.SetAsync(session, InstallationTable.Id, ObjectId.New(clock));
                return true;
            },
            cancellationToken);

    /// <summary>Records that the database is no longer a copy. Called after its store has got the mark of the installation.</summary>
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
