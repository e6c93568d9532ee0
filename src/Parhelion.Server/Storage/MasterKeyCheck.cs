using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>Checks that this process has the master key that the secrets of a database were encrypted with. It writes nothing: a key that is made in place of a
/// missing one opens nothing, and would stand in the way of the right one.</summary>
internal static class MasterKeyCheck
{
    /// <summary>What is wrong when a secret does not open.</summary>
    public const string WrongMasterKey =
        "The keys in the database were sealed with another master key. Give the one they were made with: Parhelion:Secrets:MasterKey, or the file master.key of the data directory.";

    /// <summary>Checks one of the secrets. Without any, the first start makes a master key.</summary>
    /// <exception cref="SettingsException">The master key is missing or another one.</exception>
    public static void Require(EncryptedSecret? secret, StorageSettings settings, DataDirectory directory)
    {
        if (secret is null) return;
        var key = settings.MasterKey ?? directory.FindMasterKey() ?? throw new SettingsException([MissingIn(settings.DataDirectory)]);
        if (!new SecretEncryption(key).Opens(secret.KeyId, secret.Secret)) throw new SettingsException([WrongMasterKey]);
    }

    private static string MissingIn(string folder) =>
        $"Parhelion:DataDirectory is '{folder}', which has no master.key, and the keys in the database were sealed with one; put that file back, or give what it held as Parhelion:Secrets:MasterKey.";
}
