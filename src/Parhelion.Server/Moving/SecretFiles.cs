using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Moving;

/// <summary>The files of a data directory that open the copied rows: the master key that their secrets are encrypted with, and the credentials of the first
/// run, which are those of the copy as well.</summary>
internal sealed class SecretFiles(StorageSettings present, DataDirectory from, DataDirectory? to)
{
    /// <summary>Refuses a folder that has the key of another installation.</summary>
    /// <exception cref="SettingsException">It has one.</exception>
    public void Check()
    {
        if (to is null || present.MasterKey is not null || !File.Exists(to.MasterKeyFile) || !File.Exists(from.MasterKeyFile)) return;
        if (File.ReadAllText(to.MasterKeyFile).Trim() == File.ReadAllText(from.MasterKeyFile).Trim()) return;
        throw new SettingsException(
            [$"{MoveSettings.Section}:DataDirectory is '{to.Root}', which has the master.key of another installation; give the copy a folder of its own."]);
    }

    /// <summary>Copies what is there and missing on the other side; what the operator has still to do, or <c>null</c>.</summary>
    public string? Copy()
    {
        if (to is not null) Copy(from.CredentialsFile, to.CredentialsFile);
        if (present.MasterKey is not null || !File.Exists(from.MasterKeyFile)) return "Serve the copy with the same Secrets:MasterKey as now: it opens the secrets of the keys.";
        if (to is null) return $"Serve the copy with the present master key: as Secrets:MasterKey, or with {from.MasterKeyFile} copied into its data directory.";
        Copy(from.MasterKeyFile, to.MasterKeyFile);
        return null;
    }

    private static void Copy(string file, string copy)
    {
        if (File.Exists(file) && !File.Exists(copy)) DataDirectory.WriteSecret(copy, File.ReadAllText(file));
    }
}
