using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Installations;

/// <summary>What the database and the store say about their installation.</summary>
/// <param name="Version">Version of the schema; 0 when the database was never used by Parhelion.</param>
/// <param name="Database">The identity in the database.</param>
/// <param name="Identity">The mark of the store; <c>null</c> when it has none.</param>
public sealed record InstallationCheckResult(long Version, InstallationRecord Database, StoreIdentity? Identity)
{
    /// <summary>The owner that the mark of the store must name; <c>null</c> for a database that was never served.</summary>
    public string? Owner => Database.Id ?? CopyOwner;

    // When a copy is served for the first time, its database has both ids until its store has the new mark.
    private string? CopyOwner => Database.CopyOf is { } source ? StoreIdentity.CopyOwner(source) : null;

    /// <summary>Whether a mark belongs to this database.</summary>
    internal bool Owns(StoreIdentity mark) => mark.Owner == Owner || mark.Owner == CopyOwner;

    /// <summary>Whether the state of the database is still the same.</summary>
    internal bool IsOf(DatabaseState state) => (Version, Database) == (state.Version, state.Installation);
}
