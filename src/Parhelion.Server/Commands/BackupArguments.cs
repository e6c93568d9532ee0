using System.Data.Common;
using Parhelion.Core.Moving;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>What the verbs <c>backup</c> and <c>restore</c> share.</summary>
internal static class BackupArguments
{
    /// <summary>The folder of a backup, at the beginning of a sentence.</summary>
    public const string FolderName = "The folder of the backup";

    private static readonly string[] Secrets = ["master.key", DataDirectory.CredentialsName];

    /// <summary>The folder that is named first.</summary>
    /// <exception cref="SettingsException">There is none.</exception>
    public static string FolderOf(string[] args, string usage) =>
        args is [var folder, ..] && !folder.StartsWith('-') ? Path.GetFullPath(folder) : throw new SettingsException([$"A folder is missing; the verb is used as: {usage}"]);

    /// <summary>Runs a verb. Of a fault of a folder the message says the file; it may be in either of the two.</summary>
    /// <exception cref="SettingsException">A folder or a database in it fails, or the backup must not be written to or restored.</exception>
    public static async Task<int> GuardAsync(string folder, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (BackupException e)
        {
            throw new SettingsException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or DbException)
        {
            var what = e is DbException ? "A database" : "A file";
            throw new SettingsException(
                $"{what} of Parhelion:DataDirectory or of the backup in '{folder}' cannot be used: {StartFaults.Quote(e)}; mend that and run the same command again.", e);
        }
    }

    /// <exception cref="SettingsException">The database or the blobs are elsewhere.</exception>
    public static void RequireEmbedded(StorageSettings settings, string verb)
    {
        if (settings.IsEmbedded) return;
        throw new SettingsException(
            [$"'{verb}' is for SQLite and files; Parhelion:Database:Provider is '{settings.Database}' and Parhelion:Blobs:Provider '{settings.Blobs}'. docs/backup.md says how these are backed up with their own tools."]);
    }

    /// <exception cref="SettingsException">One folder is in the other.</exception>
    public static void RequireApart(StorageSettings settings, string folder)
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
