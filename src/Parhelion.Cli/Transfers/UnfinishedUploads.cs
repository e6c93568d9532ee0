using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Parhelion.Cli.Connections;

namespace Parhelion.Cli.Transfers;

/// <summary>The folder that keeps unfinished uploads, one small file for each. Only its owner can read it. It has at most 1,000 files, none older than 24
/// hours: after that time the server has deleted the upload.</summary>
internal sealed partial class UnfinishedUploads(string folder, TimeProvider clock)
{
    private const int MaxFiles = 1000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, bool> used = new(StringComparer.Ordinal);

    /// <summary>The folder of the user: <c>$XDG_STATE_HOME/parhelion/uploads</c>, or <c>%LOCALAPPDATA%\parhelion\uploads</c>.</summary>
    /// <returns>The folder; <c>null</c> if the user has none.</returns>
    public static UnfinishedUploads? OfUser() => StateFolder() is { } state ? new UnfinishedUploads(Path.Combine(state, "parhelion", "uploads"), TimeProvider.System) : null;

    /// <summary>Returns the record of an upload, and deletes records that are too old or too many.</summary>
    /// <returns>The record; <c>null</c> if this run has it already, because it uploads the same file twice.</returns>
    public UploadRecord? Find(UploadIdentity identity)
    {
        DeleteOld();
        var name = identity.ToFileName();
        return used.TryAdd(name, true) ? new UploadRecord(Path.Combine(folder, name), identity) : null;
    }

    // A relative path would mean another folder in each working folder, perhaps one of somebody else.
    private static string? StateFolder()
    {
        var (own, home) = OperatingSystem.IsWindows()
            ? (null, FolderOf(Environment.SpecialFolder.LocalApplicationData))
            : (ConnectionSettings.Variable("XDG_STATE_HOME"), Path.Combine(FolderOf(Environment.SpecialFolder.UserProfile), ".local", "state"));
        return own is not null && Path.IsPathFullyQualified(own) ? own : Path.IsPathFullyQualified(home) ? home : null;
    }

    private static string FolderOf(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);

    // The names of records and of their drafts. Other files are not ours.
    [GeneratedRegex(@"\A[0-9a-f]{64}\.json(\.[0-9a-f]{32})?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnName();

    private void DeleteOld()
    {
        try
        {
            var oldest = clock.GetUtcNow().UtcDateTime - Lifetime;
            var files = new DirectoryInfo(folder).GetFiles().Where(file => OwnName().IsMatch(file.Name)).OrderByDescending(file => file.LastWriteTimeUtc).ToList();
            // One place is for the upload that begins.
            foreach (var file in files.Where((file, index) => index >= MaxFiles - 1 || file.LastWriteTimeUtc < oldest)) file.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is no folder yet, or another run deletes the same files. Old files do no harm.
        }
    }
}
