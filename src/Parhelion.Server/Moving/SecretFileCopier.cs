using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Moving;

/// <summary>Copies the master key and the credentials of the first run to another data directory for <c>migrate</c>. The master key decrypts the secrets in the
/// copied rows. The credentials are valid for the copy, too.</summary>
internal sealed class SecretFileCopier(StorageSettings present, DataDirectory from, DataDirectory? to)
{
    /// <summary>Refuses a target folder that has the master key of another installation.</summary>
    /// <exception cref="SettingsException">The target folder has another master key.</exception>
    public void Check()
    {
        if (to is null || present.MasterKey is not null || !File.Exists(to.MasterKeyFile) || !File.Exists(from.MasterKeyFile)) return;
        if (File.ReadAllText(to.MasterKeyFile).Trim() == File.ReadAllText(from.MasterKeyFile).Trim()) return;
        throw new SettingsException(
            [$"{MoveSettings.Section}:DataDirectory is '{to.Root}', which has the master.key of another installation; give the copy a folder of its own."]);
    }

    /// <summary>Copies the files that exist here and are missing in the target folder. Returns what the operator has still to do, or <c>null</c>.</summary>
    public string? Copy()
    {
        if (to is not null) Copy(from.CredentialsFile, to.CredentialsFile);
        if (present.MasterKey is not null || !File.Exists(from.MasterKeyFile)) return "Serve the copy with the same Secrets:MasterKey as now: it decrypts the secrets of the keys.";
        if (to is null) return $"Serve the copy with the present master key: as Secrets:MasterKey, or with {from.MasterKeyFile} copied into its data directory.";
        Copy(from.MasterKeyFile, to.MasterKeyFile);
        return null;
    }

    private static void Copy(string file, string copy)
    {
        if (File.Exists(file) && !File.Exists(copy)) DataDirectory.WriteSecret(copy, File.ReadAllText(file));
    }
}
