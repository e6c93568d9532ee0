using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Parhelion.Core.Catalog;

/// <summary>Whether a commit of SQLite that failed may still come true, and the way to make sure that it does not.
/// <para>A commit appends its pages to the log (<c>-wal</c>) and flushes it. When that fails, SQLite rolls back in memory, and this process goes on
/// as if nothing had been written. But all of the pages, the last with its mark of a commit, may be in the log: a start after a crash finds them
/// there and takes the transaction for committed. Its fate is open until the log has something else in that place.</para>
/// <para>The next commit writes to that very place: it begins where the last successful one ended. Each page in the log carries a checksum over
/// all before it, so what is left of the failed transaction behind the new pages is not valid any more. The new commit counts only after its own
/// flush. Linux reports a failed flush once and takes the lost pages for clean afterwards. That does no harm here: every page that the new
/// commit relies on is written by it, or was flushed by a commit that succeeded. So a commit that writes something and succeeds settles all
/// doubt before it. Checkpoints are safe in the same way: one that fails leaves the log as it is, and the next one writes all of its pages to the
/// database again.</para>
/// <para>A full disk (<c>SQLITE_FULL</c>) leaves no doubt: SQLite reports it of a page that it could not append, and the mark of the commit
/// is on the last page. Used by the thread of the writer.</para></summary>
internal sealed class SqliteInDoubtCommit(Action<string> execute)
{
    private const int Full = 13; // SQLITE_FULL

    private volatile bool isOpen;

    /// <summary>Whether a transaction that failed may be found in the log after a crash.</summary>
    public bool IsOpen => isOpen;

    /// <summary>Commits. To be called while there is no doubt about an earlier commit.</summary>
    /// <exception cref="CommitInDoubtException">It failed, and the transaction may be there after a crash.</exception>
    /// <exception cref="DbException">It failed, and nothing of the transaction can come back.</exception>
    public void Commit()
    {
        try
        {
            execute("COMMIT");
        }
        catch (SqliteException e) when (e.SqliteErrorCode != Full)
        {
            isOpen = true;
            if (!TrySettle()) throw new CommitInDoubtException("The disk failed while a transaction was being committed.", e);
            throw;
        }
    }

    /// <summary>Takes the place of a failed transaction in the log with a commit that changes no row. When this returns, it cannot come back.</summary>
    /// <exception cref="DbException">The disk did not take the commit.</exception>
    public void Settle()
    {
        if (!isOpen) return;
        try
        {
            TryRollback();
            execute("BEGIN IMMEDIATE");
            // Writes the first page, whatever the number was before. Nobody reads the number.
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

    /// <summary>Rolls back, unless the engine has done so by itself: after a full disk or an I/O error it has.</summary>
    public void TryRollback()
    {
        try
        {
            execute("ROLLBACK");
        }
        catch (DbException)
        {
            // The failure that is reported is the first one.
        }
    }

    /// <summary>Settles; false when the disk did not take it.</summary>
    public bool TrySettle()
    {
        try
        {
            Settle();
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }
}
