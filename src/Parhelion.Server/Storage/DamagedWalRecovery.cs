using Parhelion.Core;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.Storage;

/// <summary>What the verbs do about a damaged log of a SQLite database.</summary>
internal static class DamagedWalRecovery
{
    /// <summary>A sentence on the damage, or <c>null</c>. Nobody looks while a server runs: it writes the log, and has looked at its start.</summary>
    public static string? Find(StorageSettings settings) =>
        settings.Database == DatabaseProvider.Sqlite && !IsServed(settings.DataDirectory)
            ? SqliteFileCheck.Inspect(DataDirectory.DatabaseFileOf(settings.DataDirectory)).Damage
            : null;

    /// <summary>Keeps a damaged log under another name before SQLite overwrites it. One that is not of the database is not left for SQLite to apply.</summary>
    public static void SetAside(StorageSettings settings)
    {
        if (settings.Database != DatabaseProvider.Sqlite) return;
        var file = DataDirectory.DatabaseFileOf(settings.DataDirectory);
        var findings = SqliteFileCheck.Inspect(file);
        if (findings.Damage is null) return;
        var (log, kept) = (file + "-wal", $"{file}-wal.damaged-{ObjectId.New(TimeProvider.System)}");
        if (findings.IsLogForeign) File.Move(log, kept);
        else File.Copy(log, kept);
        Console.WriteLine($"{findings.Damage} It is kept as {kept}.");
    }

    // The folder's lock is held by whoever serves it.
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
