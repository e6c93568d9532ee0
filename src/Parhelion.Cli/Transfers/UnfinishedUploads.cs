using System.Collections.Concurrent;
using Parhelion.Cli.Connections;

namespace Parhelion.Cli.Transfers;

/// <summary>The folder that keeps unfinished uploads, one small file for each. Only its owner can read it. It has at most 1,000 files, none older than 24
/// hours: after that time the server has deleted the upload.</summary>
internal sealed class UnfinishedUploads(string folder, TimeProvider clock)
{
    private const int MaxFiles = 1000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, bool> used = new(StringComparer.Ordinal);

    /// <summary>The folder of the user: <c>$XDG_STATE_HOME/parhelion/uploads</c>, or <c>%LOCALAPPDATA%\parhelion\uploads</c>.</summary>
    public static UnfinishedUploads OfUser() => new(Path.Combine(StateFolder(), "parhelion", "uploads"), TimeProvider.System);

    /// <summary>Returns the record of an upload, and deletes records that are too old or too many.</summary>
    /// <returns>The record; <c>null</c> if this run has it already, because it uploads the same file twice.</returns>
    public UploadRecord? Find(UploadIdentity identity)
    {
        DeleteOld();
        var name = identity.ToFileName();
        return used.TryAdd(name, true) ? new UploadRecord(Path.Combine(folder, name)) : null;
    }

    private static string StateFolder()
    {
        if (OperatingSystem.IsWindows()) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return ConnectionSettings.Variable("XDG_STATE_HOME") ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".local", "state");
    }

    private void DeleteOld()
    {
        try
        {
            var oldest = clock.GetUtcNow().UtcDateTime - Lifetime;
            var files = new DirectoryInfo(folder).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc).ToList();
            // One place is for the upload that begins.
            foreach (var file in files.Where((file, index) => index >= MaxFiles - 1 || file.LastWriteTimeUtc < oldest)) file.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is no folder yet, or another run deletes the same files. Old files do no harm.
        }
    }
}
