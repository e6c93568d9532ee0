using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Commits transactions on SQLite. A failed commit may leave the complete transaction in the log of SQLite. The transaction could then take effect after a
/// crash, so the class overwrites it in the log. Only the writer thread calls the methods of this class.
/// </summary>
/// <remarks>
/// <para>A commit appends its pages to the log (<c>-wal</c>) and flushes the log. When the flush fails, SQLite rolls back in memory, and the process continues
/// as if nothing had been written. But all pages may be in the log, including the last page, which marks the commit. After a crash, the next start finds these
/// pages and treats the transaction as committed. The outcome of the transaction is unknown until its pages in the log are overwritten.</para>
/// <para>The next commit overwrites pages of the failed transaction, because it begins where the last successful commit ended. Each page in the log has a
/// checksum over everything before the page. The remaining pages of the failed transaction, behind the new pages, therefore become invalid. The new commit
/// counts only after its own flush. Linux reports a failed flush once and then treats the lost pages as clean. That is harmless here: each page that the new
/// commit relies on is either written by the new commit or was flushed by an earlier successful commit. Therefore a commit that writes something and succeeds
/// resolves every earlier doubt. Checkpoints are safe as well. A failed checkpoint does not change the log, and the next checkpoint writes all pages to the
/// database again.</para>
/// <para>A full disk (<c>SQLITE_FULL</c>) leaves no doubt. SQLite reports a full disk when it could not append a page. The last page, which marks the commit,
/// is then not in the log.</para>
/// </remarks>
internal sealed class SqliteTransactionCommitter(Action<string> execute)
{
    private const int Full = 13; // SQLITE_FULL

    private volatile bool isOpen;

    /// <summary>Whether a failed transaction may be found in the log after a crash.</summary>
    public bool IsOpen => isOpen;

    /// <summary>Commits. Call this only when no earlier commit is in doubt.</summary>
    /// <exception cref="CommitInDoubtException">The commit failed, and the transaction may take effect after a crash.</exception>
    /// <exception cref="DbException">The commit failed, and the transaction cannot take effect any more.</exception>
    public void Commit()
    {
        try
        {
            execute("COMMIT");
        }
        catch (SqliteException e) when (e.SqliteErrorCode != Full)
        {
            isOpen = true;
            if (!TryResolve()) throw new CommitInDoubtException("The disk failed while a transaction was being committed.", e);
            throw;
        }
    }

    /// <summary>Overwrites a failed transaction in the log with a commit that changes no row.
    /// When this returns, the transaction cannot take effect any more.</summary>
    /// <exception cref="DbException">The disk did not accept the commit.</exception>
    public void Resolve()
    {
        if (!isOpen) return;
        try
        {
            TryRollback();
            execute("BEGIN IMMEDIATE");
            // Setting the number always writes the first page, even if the value is the same. Nobody reads the number.
            execute("PRAGMA user_version = 1");
            execute("COMMIT");
            isOpen = false;
        }
        catch (DbException)
        {
            TryRollback();
            throw;
        }
    }

    /// <summary>Rolls back, if the engine has not done so itself after a full disk or an I/O error.</summary>
    public void TryRollback()
    {
        try
        {
            execute("ROLLBACK");
        }
        catch (DbException)
        {
            // The caller reports the first failure.
        }
    }

    /// <summary>Calls <see cref="Resolve"/>. False when the disk did not accept the commit.</summary>
    public bool TryResolve()
    {
        try
        {
            Resolve();
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }
}
