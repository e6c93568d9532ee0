using System.Data.Common;
using Parhelion.Core.Moving;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>Contains the code that the commands <c>backup</c> and <c>restore</c> share. Its methods check the arguments, turn errors into one sentence, and copy
/// the files with secrets.</summary>
internal static class BackupCommandSupport
{
    /// <summary>How error messages name the folder of the backup at the beginning of a sentence.</summary>
    public const string FolderName = "The folder of the backup";

    private static readonly string[] Secrets = ["master.key", DataDirectory.CredentialsName];

    /// <summary>Returns the absolute path of the folder, which is the first argument.</summary>
    /// <exception cref="OperatorErrorException">The first argument is missing or is an option.</exception>
    public static string FolderOf(string[] args, string usage) =>
        args is [var folder, ..] && !folder.StartsWith('-') ? Path.GetFullPath(folder) : throw new OperatorErrorException([$"The argument DIR is missing. Usage: {usage}"]);

    /// <summary>Runs a command and turns its I/O and database errors into one sentence. The sentence names both folders, because either may be at fault.</summary>
    /// <exception cref="OperatorErrorException">A file or a database in one of the folders fails, or the backup must not be written to or restored.</exception>
    public static async Task<int> GuardAsync(string folder, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (BackupException e)
        {
            throw new OperatorErrorException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or DbException)
        {
            var what = e is DbException ? "A database" : "A file";
            throw new OperatorErrorException(
                $"{what} of Parhelion:DataDirectory or of the backup in '{folder}' cannot be used: {ExceptionText.Quote(e)}; correct the cause and run the same command again.", e);
        }
    }

    /// <summary>Requires that the database is SQLite and that the blobs are files.</summary>
    /// <exception cref="OperatorErrorException">The database or the blobs are elsewhere.</exception>
    public static void RequireEmbedded(StorageSettings settings, string command)
    {
        if (settings.IsEmbedded) return;
        throw new OperatorErrorException(
            [$"'{command}' works only with SQLite and files, but Parhelion:Database:Provider is '{settings.Database}' and Parhelion:Blobs:Provider is '{settings.Blobs}'. docs/backup.md explains how to back these up with their own tools."]);
    }

    /// <exception cref="OperatorErrorException">One folder is in the other.</exception>
    public static void RequireApart(StorageSettings settings, string folder)
    {
        var (one, other) = (Path.TrimEndingDirectorySeparator(settings.DataDirectory) + "/", Path.TrimEndingDirectorySeparator(folder) + "/");
        if (!one.StartsWith(other, StringComparison.Ordinal) && !other.StartsWith(one, StringComparison.Ordinal)) return;
        throw new OperatorErrorException([$"The folder of the backup, '{folder}', and Parhelion:DataDirectory, '{settings.DataDirectory}', must not contain each other; choose another folder for the backup."]);
    }

    /// <summary>Copies the files with secrets, readable by their owner only. A target file with other content is renamed and kept.</summary>
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
