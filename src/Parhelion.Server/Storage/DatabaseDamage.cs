using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Server.Configuration;
using Parhelion.Server.Readiness;

namespace Parhelion.Server.Storage;

/// <summary>Looks for damage in the files of a SQLite database: in the log before it is opened, and in the pages before anybody is served or, where that
/// would take long, while the server works.</summary>
internal sealed class DatabaseDamage(StorageSettings settings, OperatorWarnings warnings, ILogger<DatabaseDamage> log)
{
    /// <summary>Bytes of a database whose pages are read at each start: some 0.2 seconds.</summary>
    public const long Small = 32 << 20;

    /// <summary>Bytes of a database whose pages are read at a start after a crash: some 3 seconds.</summary>
    public const long Medium = 512 << 20;

    private bool wasInterrupted;

    /// <summary>Whether the pages have still to be read.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Called before SQLite opens the files.</summary>
    /// <exception cref="SettingsException">The log is damaged.</exception>
    public void CheckLog()
    {
        if (settings.Database != DatabaseProvider.Sqlite) return;
        var findings = SqliteFileCheck.Inspect(DataDirectory.DatabaseFileOf(settings.DataDirectory));
        wasInterrupted = findings.WasInterrupted;
        if (findings.Damage is { } damage) throw new SettingsException([$"{damage} {InstallationMismatchException.WaysOut}"]);
    }

    /// <summary>Called before anybody is served: reads the pages, unless that takes long.</summary>
    /// <exception cref="SettingsException">A page is damaged.</exception>
    public async Task CheckPagesAsync(Database database, CancellationToken cancellationToken)
    {
        if (settings.Database != DatabaseProvider.Sqlite) return;
        IsPending = new FileInfo(DataDirectory.DatabaseFileOf(settings.DataDirectory)).Length > (wasInterrupted ? Medium : Small);
        if (IsPending) return;
        if (await database.FindDamageAsync(cancellationToken) is [var first, ..]) throw new SettingsException([SentenceOf(first)]);
    }

    /// <summary>Reads the pages while the server works.</summary>
    public async Task CheckPagesLaterAsync(Database database, CancellationToken cancellationToken)
    {
        IsPending = false;
        if (await database.FindDamageAsync(cancellationToken) is not [var first, ..]) return;
        log.PagesDamaged(first);
        warnings.Set(OperatorWarnings.DatabasePages, "The database file has damaged pages; the log says which.");
    }

    private static string SentenceOf(string finding) =>
        $"The database file is damaged: {finding.Split('\n')[0].TrimEnd('.')}. Nothing was changed. Bring a backup back with 'restore', or repair the file with the tools of SQLite (docs/backup.md).";
}
