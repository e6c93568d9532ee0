using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Parhelion.Core.Catalog;

/// <summary>Empties the write-ahead log of a SQLite file. Until the log is emptied, it may contain earlier versions of changed pages, and therefore deleted
/// data.</summary>
/// <remarks>Only the writer thread empties the log, between two commits. Other threads call <see cref="EmptyAsync"/>, which waits for the writer
/// thread.</remarks>
public sealed class WriteAheadLogCleaner
{
    // Pages in use, 16 MB, before they are copied to the database. Fewer copies save writes. While readers need the log, it can grow further.
    private const long LargePages = 4000;

    // If readers prevent the copy, it is tried again after this many more pages.
    private const long RetryPages = 1000;

    // While the writer waits for readers, nobody can write. The caller of EmptyAsync tries again later.
    private const int WaitMilliseconds = 50;
    private const int DefaultWaitMilliseconds = 10_000;

    private const int Full = 13;

    private readonly SqliteConnection connection;
    private readonly ConcurrentQueue<TaskCompletionSource<bool>> asked = new();
    private readonly SqliteWalPageCounter length;
    private long copyAt = LargePages;
    private long commits;
    private volatile bool isEmpty;

    // Whether zeros may exist in memory only, because flushing them failed.
    private bool mayBeLost;

    internal WriteAheadLogCleaner(SqliteConnection connection)
    {
        this.connection = connection;
        length = new SqliteWalPageCounter(connection);
    }

    /// <summary>Raised after the first commit into an empty log. The handler must not block.</summary>
    public event Action? Begun;

    /// <summary>Whether nothing was written since the log was emptied.</summary>
    public bool IsEmpty => isEmpty;

    /// <summary>Number of calls of <see cref="MaintainAfterCommit"/>, one after each batch of the writer.</summary>
    public long Commits => Interlocked.Read(ref commits);

    internal Func<Task>? WakeWriter { get; init; }

    // Called when the disk is full, to free space.
    internal Action? MakeRoom { get; init; }

    /// <summary>Copies the log to the database file, zeroes the unused bytes of its pages, and truncates the log to length 0. Then no file contains data that
    /// was deleted before the call.</summary>
    /// <returns>False when a reader still needs the log. Try again later.</returns>
    public async Task<bool> EmptyAsync()
    {
        var outcome = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked.Enqueue(outcome);
        await WakeWriter!();
        return await outcome.Task;
    }

    /// <summary>Empties or copies the log when needed. Called by the writer thread, outside of a transaction.</summary>
    internal void MaintainAfterCommit()
    {
        Interlocked.Increment(ref commits);
        try
        {
            var bytes = SqliteVfsFile.Log(connection).Length;
            if (bytes > 0 && isEmpty) Begin();
            if (!asked.IsEmpty) Answer(bytes == 0 || TryEmptyAnyway());
            else if (length.Pages >= copyAt) copyAt = TryCopy("PASSIVE") ? LargePages : length.Pages + RetryPages;
        }
        catch (Exception e)
        {
            // The writer must continue, whatever is wrong with the log. Callers of EmptyAsync get the exception.
            while (asked.TryDequeue(out var waiting)) waiting.SetException(e);
        }
    }

    /// <summary>Empties the log before the connection is closed, so that SQLite deletes the file.</summary>
    internal void Close()
    {
        length.Release();
        try
        {
            if (Commits > 0) TryEmpty();
        }
        catch (SqliteException)
        {
            // The next start empties the log.
        }
    }

    private void Begin()
    {
        isEmpty = false;
        Begun?.Invoke();
    }

    private void Answer(bool done)
    {
        isEmpty |= done;
        if (done) copyAt = LargePages;
        while (asked.TryDequeue(out var waiting)) waiting.SetResult(done);
    }

    private bool TryEmptyAnyway()
    {
        try
        {
            return TryEmpty();
        }
        catch (SqliteException e) when (MakeRoom is not null && e.SqliteErrorCode == Full)
        {
            MakeRoom();
            return TryEmpty();
        }
    }

    // Flushes, because SQLite does not flush the truncated log: after a power cut, btrfs restored its old content.
    private bool TryEmpty()
    {
        if (!TryCopy("FULL") || !Checkpoint("TRUNCATE").IsDone) return false;
        SqliteVfsFile.Log(connection).Flush();
        return true;
    }

    // Gaps must be zeroed before the log is truncated, because the log shows which pages have changed.
    private bool TryCopy(string mode)
    {
        var before = Version();
        var (isDone, frames, copied) = Checkpoint(mode);
        if (!isDone || copied < frames) return false;
        Execute("BEGIN IMMEDIATE");
        var isChanged = false;
        try
        {
            // While the lock is held and all frames are copied, nobody writes to the file. Another process may have written before the lock.
            if (Version() != before) return false;
            isChanged = true;
            isChanged = EraseGaps();
            return true;
        }
        finally
        {
            Execute("COMMIT");
            // Drops the writer's page cache. Otherwise the next change of a cached page would write the old gap again. A transaction would pin the first page.
            if (isChanged) Execute("PRAGMA shrink_memory");
        }
    }

    private bool EraseGaps()
    {
        var writesAll = mayBeLost;
        mayBeLost = true;
        var isChanged = SqlitePageGapEraser.Erase(SqliteVfsFile.Log(connection), SqliteVfsFile.Main(connection), writesAll);
        mayBeLost = false;
        return isChanged;
    }

    private (bool IsDone, long Frames, long Copied) Checkpoint(string mode)
    {
        SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle, WaitMilliseconds);
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA wal_checkpoint({mode})";
            using var reader = command.ExecuteReader();
            reader.Read();
            return (reader.GetInt64(0) == 0, reader.GetInt64(1), reader.GetInt64(2));
        }
        finally
        {
            SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle, DefaultWaitMilliseconds);
        }
    }

    // Changes with every commit of another connection.
    private long Version()
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
