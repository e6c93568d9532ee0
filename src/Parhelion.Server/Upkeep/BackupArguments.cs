using Parhelion.Server.Setup;

namespace Parhelion.Server.Upkeep;

/// <summary>What the verbs <c>backup</c> and <c>restore</c> share.</summary>
internal static class BackupArguments
{
    private static readonly string[] Secrets = ["master.key", DataDirectory.CredentialsName];

    /// <summary>The folder that is named first.</summary>
    /// <exception cref="SettingsException">There is none.</exception>
    public static string FolderOf(string[] args, string usage) =>
        args is [var folder, ..] && !folder.StartsWith('-') ? Path.GetFullPath(folder) : throw new SettingsException([$"A folder is missing; the verb is used as: {usage}"]);

    /// <exception cref="SettingsException">The database or the blobs are elsewhere.</exception>
    public static void RequireEmbedded(Settings settings, string verb)
    {
        if (settings.Storage.IsEmbedded) return;
        throw new SettingsException(
            [$"'{verb}' is for SQLite and files; Parhelion:Database:Provider is '{settings.Storage.Database}' and Parhelion:Blobs:Provider '{settings.Storage.Blobs}'. docs/backup.md says how these are backed up with their own tools."]);
    }

    /// <exception cref="SettingsException">One folder is in the other.</exception>
    public static void RequireApart(Settings settings, string folder)
    {
        var (one, other) = (Path.TrimEndingDirectorySeparator(settings.DataDirectory) + "/", Path.TrimEndingDirectorySeparator(folder) + "/");
        if (!one.StartsWith(other, StringComparison.Ordinal) && !other.StartsWith(one, StringComparison.Ordinal)) return;
        throw new SettingsException([$"'{folder}' and Parhelion:DataDirectory, '{settings.DataDirectory}', lie in each other; give the backup a folder elsewhere."]);
    }

    /// <summary>Copies the files with secrets, readable by their owner only. One that is there with another content is kept under another name.</summary>
    public static void CopySecrets(string from, string to)
    {
        foreach (var name in Secrets)
        {
            var (source, target) = (Path.Combine(from, name), Path.Combine(to, name));
            if (!File.Exists(source)) continue;
            var text = File.ReadAllText(source);
            if (File.Exists(target) && File.ReadAllText(target) == text) continue;
            if (File.Exists(target)) File.Move(target, $"{target}.replaced-{Core.ObjectId.New(TimeProvider.System)}");
            DataDirectory.WriteSecret(target, text);
        }
    }
}
