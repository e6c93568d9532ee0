using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>
/// Checks the files of a SQLite database for damage at each start of the server. The class checks the write-ahead log before SQLite opens the files. It checks
/// the pages of a small database file before the first request, and the pages of a large file while the server runs. <see cref="Small"/> and
/// <see cref="Medium"/> say which files are large.
/// </summary>
internal sealed class SqliteDamageCheck(StorageSettings settings, StorageWarningRegistry warnings, ILogger<SqliteDamageCheck> log)
{
    /// <summary>Largest database, in bytes, whose pages every start reads before it serves. Reading this many takes about 0.2 seconds.</summary>
    public const long Small = 32 << 20;

    /// <summary>Largest database, in bytes, whose pages a start after a crash reads before it serves. Reading this many takes about 3 seconds.</summary>
    public const long Medium = 512 << 20;

    private bool wasInterrupted;

    /// <summary>Whether <see cref="CheckPagesLaterAsync"/> must still read the pages.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Checks the write-ahead log. Call this before SQLite opens the files.</summary>
    /// <exception cref="OperatorErrorException">The log is damaged.</exception>
    public void CheckLog()
    {
        if (settings.Database != DatabaseProvider.Sqlite) return;
        var findings = SqliteFileCheck.Inspect(DataDirectory.DatabaseFileOf(settings.DataDirectory));
        wasInterrupted = findings.WasInterrupted;
        if (findings.Damage is { } damage) throw new OperatorErrorException([$"{damage} {InstallationMismatchException.Remedies}"]);
    }

    /// <summary>Reads and checks the pages before the first request, unless the database is too large (<see cref="Small"/>, <see cref="Medium"/>).</summary>
    /// <exception cref="OperatorErrorException">A page is damaged.</exception>
    public async Task CheckPagesAsync(Database database, CancellationToken cancellationToken)
    {
        if (settings.Database != DatabaseProvider.Sqlite) return;
        IsPending = new FileInfo(DataDirectory.DatabaseFileOf(settings.DataDirectory)).Length > (wasInterrupted ? Medium : Small);
        if (IsPending) return;
        if (await database.FindDamageAsync(cancellationToken) is [var first, ..]) throw new OperatorErrorException([SentenceOf(first)]);
    }

    /// <summary>Reads and checks the pages while the server runs. Damage is logged and shown at <c>/readyz</c>.</summary>
    public async Task CheckPagesLaterAsync(Database database, CancellationToken cancellationToken)
    {
        IsPending = false;
        if (await database.FindDamageAsync(cancellationToken) is not [var first, ..]) return;
        log.PagesDamaged(first);
        warnings.Set(StorageWarningRegistry.DatabasePages, "The database file has damaged pages; the log says which.");
    }

    private static string SentenceOf(string finding) =>
        $"The database file is damaged: {finding.Split('\n')[0].TrimEnd('.')}. Nothing was changed. Restore a backup with 'restore', or repair the file with the tools of SQLite (docs/backup.md).";
}
