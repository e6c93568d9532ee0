using Parhelion.Core.Catalog;

namespace Parhelion.Core.Installations;

/// <summary>Gives a database its installation id when a server serves the database for the first time.</summary>
/// <remarks>A copy made by <c>migrate</c> is such a database, too: until it is served, it records only the installation id of the original. While the copy is
/// incomplete, it also records the id of the <c>migrate</c> run that writes it. An incomplete copy must not be served, and so never gets an installation
/// id.</remarks>
public static class InstallationIdAssignment
{
    /// <summary>Sets the installation id if the database has none. Call this after the migration of a database, and before the database is served. A copy stays
    /// recorded as a copy until <see cref="EndCopyAsync"/>. A server that is killed before it has written the identity file of the store can therefore start
    /// again.</summary>
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

    /// <summary>Records that the database is no longer a copy. Called after the identity file of its store has the new installation id.</summary>
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
