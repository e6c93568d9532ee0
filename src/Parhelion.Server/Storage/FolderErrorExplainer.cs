using Parhelion.Core.Blobs;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>Explains to the operator in one sentence why the data directory, or a file in it, cannot be used.</summary>
internal static class FolderErrorExplainer
{
    private const string AnotherFolder = "or choose another folder";

    /// <summary>Returns the sentence for an I/O exception in a folder.</summary>
    /// <param name="setting">Full name of the setting that names the folder.</param>
    /// <param name="folder">The value of the setting.</param>
    /// <param name="item">The file or folder in it that was used; <c>null</c> for the folder itself, or if only the exception names the file.</param>
    /// <param name="fault">The exception.</param>
    public static string SentenceOf(string setting, string folder, string? item, Exception fault)
    {
        // The server reads the database file itself before SQLite opens it, so a folder in its place fails as an I/O error.
        var database = DataDirectory.DatabaseFileOf(folder);
        if (item is null && Directory.Exists(database)) item = Path.GetFileName(database);
        var what = item is null ? "which" : $"where '{item}'";
        if (item is not null && Directory.Exists(Path.Combine(folder, item)))
        {
            return $"{setting} is '{folder}', where '{item}' is a folder and must be a file; move it away, {AnotherFolder}.";
        }

        var (why, advice) = Explain(fault);
        return $"{setting} is '{folder}', {what} cannot be used: {why}; {advice}.";
    }

    // .NET keeps the error number of the system in HResult.
    private static (string Why, string Advice) Explain(Exception fault) => fault switch
    {
        UnauthorizedAccessException or IOException { HResult: LibcConstants.NotPermitted } =>
            ($"{ExceptionText.Quote(fault)}", $"let the {ProcessUser.Text} read and write there, {AnotherFolder}"),
        IOException { HResult: LibcConstants.ReadOnlyFileSystem } => ("the file system is read-only", $"mount it for writing, {AnotherFolder}"),
        IOException when ResourceExhaustion.IsDiskFull(fault) => ("the disk is full", $"free some space, {AnotherFolder}"),
        IOException { HResult: LibcConstants.Exists or LibcConstants.NotFolder } => ("a file is in the way", $"move the file away, {AnotherFolder}"),
        IOException { HResult: LibcConstants.NameTooLong } or PathTooLongException => ("the path is too long", "choose a shorter one"),
        _ => (ExceptionText.Quote(fault), $"correct the cause, {AnotherFolder}"),
    };
}
