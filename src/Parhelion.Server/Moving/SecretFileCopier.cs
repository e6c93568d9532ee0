using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Moving;

/// <summary>
/// Copies the files <c>master.key</c> and <c>credentials.json</c> to the data directory of the new installation, for the command <c>migrate</c>. The master key
/// decrypts the secrets in the copied rows. The other file has the credentials that the server created at its first start. These credentials are valid for the
/// new installation, too.
/// </summary>
internal sealed class SecretFileCopier(StorageSettings present, DataDirectory from, DataDirectory? to)
{
    /// <summary>Refuses a target folder that has the master key of another installation.</summary>
    /// <exception cref="OperatorErrorException">The target folder has another master key.</exception>
    public void Check()
    {
        if (to is null || present.MasterKey is not null || !File.Exists(to.MasterKeyFile) || !File.Exists(from.MasterKeyFile)) return;
        if (File.ReadAllText(to.MasterKeyFile).Trim() == File.ReadAllText(from.MasterKeyFile).Trim()) return;
        throw new OperatorErrorException(
            [$"{MoveSettings.Section}:DataDirectory is '{to.Root}', which has the master.key of another installation; choose another folder for the copy."]);
    }

    /// <summary>Copies the files that exist here and are missing in the target folder. Returns what the operator has still to do, or <c>null</c>.</summary>
    public string? Copy()
    {
        if (to is not null) Copy(from.CredentialsFile, to.CredentialsFile);
        if (present.MasterKey is not null || !File.Exists(from.MasterKeyFile)) return "Start the server of the copy with the same Parhelion:Secrets:MasterKey as the current server: it decrypts the secrets of the API keys.";
        if (to is null) return $"Start the server of the copy with the current master key: set it as Parhelion:Secrets:MasterKey, or copy {from.MasterKeyFile} into the data directory of the copy.";
        Copy(from.MasterKeyFile, to.MasterKeyFile);
        return null;
    }

    private static void Copy(string file, string copy)
    {
        if (File.Exists(file) && !File.Exists(copy)) DataDirectory.WriteSecret(copy, File.ReadAllText(file));
    }
}
