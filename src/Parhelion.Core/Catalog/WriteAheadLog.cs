using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Parhelion.Core.Catalog;

/// <summary>The write-ahead log of a SQLite file. It holds each page as it was written, and so every name and text that was deleted since, until it
/// is emptied. Only the writer does that, between two commits.</summary>
public sealed class WriteAheadLog
{
    // Pages in use, 16 MB. What is written often is copied to the file seldom. A log that readers hold on to grows beyond this.
    private const long LargePages = 4000;

    // A copy that readers hold up is tried again after so many pages more.
    private const long RetryPages = 1000;

    // While the writer waits for readers to end, nobody can write. Whoever wants the log emptied tries again later.
    private const int WaitMilliseconds = 50;
    private const int UsualWaitMilliseconds = 10_000;

    private const int Full = 13;

    private readonly SqliteConnection connection;
    private readonly ConcurrentQueue<TaskCompletionSource<bool>> asked = new();
    private readonly WalPageCount length;
    private long copyAt = LargePages;
    private long commits;
    private volatile bool isEmpty;

    // Whether zeros that were written may be in memory only: their flush has failed.
    private bool mayBeLost;

    internal WriteAheadLog(SqliteConnection connection)
    {
        this.connection = connection;
        length = new WalPageCount(connection);
    }

    /// <summary>Called after the first commit into an empty log. The handler must not wait.</summary>
    public event Action? Begun;

    /// <summary>Whether nothing was written since the log was emptied.</summary>
    public bool IsEmpty => isEmpty;

    /// <summary>How often this process has looked after the log: after each commit.</summary>
    public long Commits => Interlocked.Read(ref commits);

    internal Func<Task>? WakeWriter { get; init; }

    // Called when the disk is full.
    internal Action? MakeRoom { get; init; }

    /// <summary>Copies the log to the database file, zeroes what the pages do not use, and truncates the log to nothing. Nothing that was deleted
    /// before the call is in any file after it.</summary>
    /// <returns>False when a reader still needs the log: try again later.</returns>
    public async Task<bool> EmptyAsync()
    {
        var outcome = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked.Enqueue(outcome);
        await WakeWriter!();
        return await outcome.Task;
    }

    /// <summary>Looks after the log, in the thread of the writer, outside of a transaction.</summary>
    internal void Tend()
    {
        Interlocked.Increment(ref commits);
        try
        {
            var bytes = SqliteFileHandle.Log(connection).Length;
            if (bytes > 0 && isEmpty) Begin();
            if (!asked.IsEmpty) Answer(bytes == 0 || TryEmptyAnyway());
            else if (length.Pages >= copyAt) copyAt = TryCopy("PASSIVE") ? LargePages : length.Pages + RetryPages;
        }
        catch (Exception e)
        {
            // The writer goes on, whatever is wrong with the log. Whoever wants it emptied hears of it.
            while (asked.TryDequeue(out var waiting)) waiting.SetException(e);
        }
    }

    /// <summary>Empties the log before the connection is closed, which leaves no file behind.</summary>
    internal void Close()
    {
        length.Release();
        try
        {
            if (Commits > 0) TryEmpty();
        }
        catch (SqliteException)
        {
            // The next start empties it.
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

    // SQLite does not flush the log that it has made shorter: btrfs brought its old content back after a power cut.
    private bool TryEmpty()
    {
        if (!TryCopy("FULL") || !Checkpoint("TRUNCATE").IsDone) return false;
        SqliteFileHandle.Log(connection).Flush();
        return true;
    }

    // The gaps of pages are zeroed as long as the log tells which pages have changed.
    private bool TryCopy(string mode)
    {
        var before = Version();
        var (isDone, frames, copied) = Checkpoint(mode);
        if (!isDone || copied < frames) return false;
        Execute("BEGIN IMMEDIATE");
        try
        {
            // With the lock held and all frames copied nobody writes to the file. Another process may have written before the lock.
            return Version() == before && EraseGaps();
        }
        finally
        {
            Execute("COMMIT");
        }
    }

    // What the writer has in its cache is dropped with the gaps: it would write them again, as they were, with the next change of their pages.
    private bool EraseGaps()
    {
        var writesAll = mayBeLost;
        mayBeLost = true;
        var isChanged = true;
        try
        {
            isChanged = PageGapEraser.Erase(SqliteFileHandle.Log(connection), SqliteFileHandle.Main(connection), writesAll);
        }
        finally
        {
            if (isChanged) Execute("PRAGMA shrink_memory");
        }

        mayBeLost = false;
        return true;
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
            SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle, UsualWaitMilliseconds);
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
