using Parhelion.Core;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.Storage;

/// <summary>Finds a damaged write-ahead log (WAL) of a SQLite database before a command opens the database. <see cref="SetAside"/> also keeps the damaged log
/// under another name, so that SQLite does not overwrite it.</summary>
internal static class DamagedWalRescue
{
    /// <summary>Returns a sentence about the damage, or <c>null</c>. Skips the check while a server runs: the server checked the log at its start, and writes
    /// to it now.</summary>
    public static string? Find(StorageSettings settings) =>
        settings.Database == DatabaseProvider.Sqlite && !IsServed(settings.DataDirectory)
            ? SqliteFileCheck.Inspect(DataDirectory.DatabaseFileOf(settings.DataDirectory)).Damage
            : null;

    /// <summary>Copies a damaged log before SQLite overwrites it. Renames a log that belongs to another database, so that SQLite does not apply it.</summary>
    public static void SetAside(StorageSettings settings)
    {
        if (settings.Database != DatabaseProvider.Sqlite) return;
        var file = DataDirectory.DatabaseFileOf(settings.DataDirectory);
        var findings = SqliteFileCheck.Inspect(file);
        if (findings.Damage is null) return;
        var (log, kept) = (file + "-wal", $"{file}-wal.damaged-{ObjectId.New(TimeProvider.System)}");
        if (findings.IsLogForeign) File.Move(log, kept);
        else File.Copy(log, kept);
        Console.WriteLine($"{findings.Damage} The damaged log is kept as {kept}.");
    }

    // A running server holds the lock file of the folder.
    private static bool IsServed(string directory)
    {
        try
        {
            using var held = new FileStream(Path.Combine(directory, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
