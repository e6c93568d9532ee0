using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>
/// Checks that this process has the right master key: the key that encrypted the secrets in the database. If the key is missing, the check fails and creates no
/// new key.
/// </summary>
/// <remarks>A new key could not decrypt the secrets, and would take the place of the right key.</remarks>
internal static class MasterKeyCheck
{
    /// <summary>The error when the master key does not decrypt a secret.</summary>
    public const string WrongMasterKey =
        "The keys in the database were encrypted with another master key. Provide that key as Parhelion:Secrets:MasterKey or as the file master.key in the data directory.";

    /// <summary>Checks that the master key decrypts one of the secrets. Without a secret it checks nothing, because the first start creates the key.</summary>
    /// <exception cref="OperatorErrorException">The master key is missing or is not the right one.</exception>
    public static void Require(EncryptedApiKeySecret? secret, StorageSettings settings, DataDirectory directory)
    {
        if (secret is null) return;
        var key = settings.MasterKey ?? directory.FindMasterKey() ?? throw new OperatorErrorException([MissingIn(settings.DataDirectory)]);
        if (!new SecretEncryption(key).Opens(secret.KeyId, secret.Secret)) throw new OperatorErrorException([WrongMasterKey]);
    }

    private static string MissingIn(string folder) =>
        $"Parhelion:DataDirectory is '{folder}', which has no master.key, but the keys in the database were encrypted with one; restore that file, or set Parhelion:Secrets:MasterKey to its content.";
}
