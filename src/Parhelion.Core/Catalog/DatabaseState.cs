namespace Parhelion.Core.Catalog;

/// <summary>What a database says of itself, whatever version its schema has. It is read before a server writes anything there.</summary>
/// <param name="Version">Version of the schema; 0: no Parhelion has used the database.</param>
/// <param name="Installation">Whose it is. Empty when the version is 0, newer than this Parhelion, or older than that record.</param>
/// <param name="Secret">One of its secrets, which shows what master key it needs; <c>null</c> when it has none.</param>
public sealed record DatabaseState(long Version, InstallationRecord Installation, EncryptedSecret? Secret)
{
    /// <summary>Reads it through a session that is not in a transaction.</summary>
    public static async ValueTask<DatabaseState> ReadAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        var version = await Migrations.VersionAsync(session, cancellationToken);
        if (version == 0 || version > Migrations.Newest) return new DatabaseState(version, InstallationRecord.Empty, null);
        var installation = version < InstallationTable.FirstVersion ? InstallationRecord.Empty : await InstallationTable.ReadAsync(session, cancellationToken);
        return new DatabaseState(version, installation, await ApiKeyTable.AnySecretAsync(session, cancellationToken));
    }
}
