namespace Parhelion.Core.Catalog;

/// <summary>Says which installation a database belongs to, and which version its schema has. A server reads this identity before it writes anything to the
/// database.</summary>
/// <param name="Version">Version of the schema; 0 when the database was never used by Parhelion.</param>
/// <param name="Installation">The installation that the database belongs to. Empty when the version is 0, newer than this version of Parhelion supports, or too old to have the
/// table <c>installation</c>.</param>
/// <param name="Secret">Any one encrypted secret, to test the master key with. <c>null</c> when the database has none, or when the version is 0 or newer than
/// this version of Parhelion supports.</param>
public sealed record DatabaseIdentity(long Version, InstallationValues Installation, EncryptedApiKeySecret? Secret)
{
    /// <summary>Reads the identity. The session must not be in a transaction.</summary>
    public static async ValueTask<DatabaseIdentity> ReadAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        var version = await Migrations.VersionAsync(session, cancellationToken);
        if (version == 0 || version > Migrations.Newest) return new DatabaseIdentity(version, InstallationValues.Empty, null);
        var installation = version < InstallationTable.FirstVersion ? InstallationValues.Empty : await InstallationTable.ReadAsync(session, cancellationToken);
        return new DatabaseIdentity(version, installation, await ApiKeyTable.AnySecretAsync(session, cancellationToken));
    }
}
