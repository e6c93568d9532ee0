using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Installations;

/// <summary>
/// Holds the installation id and the watermark of a database, and the same two values of a blob store. The store keeps its values in its identity file.
/// <see cref="InstallationMatchCheck"/> compares the values to find out whether the database and the store belong together.
/// </summary>
/// <remarks>If the watermark of the database is lower than the watermark of the store, the database is older than the store. It may be an older copy.</remarks>
/// <param name="Version">Version of the schema; 0 when the database was never used by Parhelion.</param>
/// <param name="Database">The values in the database, with the installation id and the watermark.</param>
/// <param name="Identity">The content of the identity file; <c>null</c> when the store has none.</param>
public sealed record DatabaseAndStoreIdentity(long Version, InstallationValues Database, StoreIdentity? Identity)
{
    /// <summary>The owner that the identity file must name; <c>null</c> for a database that was never served.</summary>
    public string? Owner => Database.Id ?? CopyOwner;

    // When a copy is served for the first time, its database has both ids until the identity file of its store has the new one.
    private string? CopyOwner => Database.CopyOf is { } source ? StoreIdentity.CopyOwner(source) : null;

    /// <summary>Whether an identity file belongs to this database.</summary>
    internal bool Owns(StoreIdentity mark) => mark.Owner == Owner || mark.Owner == CopyOwner;

    /// <summary>Whether the database still has the values that were read.</summary>
    internal bool IsOf(DatabaseIdentity state) => (Version, Database) == (state.Version, state.Installation);
}
