using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Rows in one SQLite file in WAL mode: any number of readers beside one <see cref="SqliteWriter"/>.</summary>
public sealed class SqliteDatabase : Database
{
    // Readers map the file, which saves a copy. The writer keeps to its own cache: a cascade that goes through a whole table
    // would otherwise have all of it in memory.
    private const long MappedBytes = 256 << 20;

    private const int InputOutput = 10; // SQLITE_IOERR
    private const int Corrupt = 11; // SQLITE_CORRUPT
    private const int Full = 13; // SQLITE_FULL
    private const int CannotOpen = 14; // SQLITE_CANTOPEN
    private const int NotADatabase = 26; // SQLITE_NOTADB

    private readonly string file;
    private readonly Durability durability;
    private readonly DiskSpaceReserve? reserve;
    private readonly TimeProvider clock;
    private readonly ConcurrentBag<DatabaseSession> readers = [];
    private readonly SqliteWriter writer;

    /// <summary>Opens or creates <paramref name="file"/>. With <see cref="Durability.Full"/> every commit is flushed to disk.</summary>
    /// <param name="file">Path of the database.</param>
    /// <param name="durability">When a commit counts as done.</param>
    /// <param name="clock">Stamps migrations.</param>
    /// <param name="reserve">What is given up for deletions when the disk is full; <c>null</c>: nothing.</param>
    public SqliteDatabase(string file, Durability durability, TimeProvider clock, DiskSpaceReserve? reserve = null)
    {
        this.reserve = reserve;
        this.file = file;
        this.durability = durability;
        this.clock = clock;
        var connection = ConnectAnyway();
        Log = new WriteAheadLog(connection) { MakeRoom = () => reserve?.GiveUp(), WakeWriter = () => writer!.RunAsync(_ => new ValueTask<bool>(true), CancellationToken.None) };
        writer = new SqliteWriter(new DatabaseSession(connection, Translate), Log);
        // SQLite flushes the folder once, when it makes a log, and does not look at the result.
        if (durability == Durability.Full) DiskFlush.Folder(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    /// <inheritdoc />
    public override WriteAheadLog Log { get; }

    /// <inheritdoc />
    public override bool IsShortOfSpace => reserve is { IsSpent: true };

    /// <inheritdoc />
    public override async ValueTask<T> ReadAsync<T>(
        Func<DatabaseSession, CancellationToken, ValueTask<T>> query, CancellationToken cancellationToken)
    {
        var session = readers.TryTake(out var pooled) ? pooled : new DatabaseSession(Connect(MappedBytes), Translate);
        try
        {
            return await query(session, cancellationToken);
        }
        finally
        {
            readers.Add(session);
        }
    }

    /// <inheritdoc />
    public override async Task<T> WriteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        if (IsShortOfSpace) throw new SqliteException("The disk is full, and what is left of it is kept for deletions.", Full);
        var result = await writer.RunAsync(work, cancellationToken);
        CountCommit();
        return result;
    }

    /// <inheritdoc />
    /// <remarks>When the disk is full, gives up the reserve and tries once more. The log is emptied then, before and after: it takes space that the next
    /// deletion may need.</remarks>
    public override async Task<T> DeleteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var result = await DeleteUncountedAsync(work, cancellationToken);
        CountCommit();
        return result;
    }

    /// <inheritdoc />
    /// <remarks>Each time, a number in the first page of the file (<c>application_id</c>) becomes one more; <see cref="SqliteFileCheck"/> reads it without SQLite.</remarks>
    public override async Task<long> RaiseWatermarkAsync(long least, CancellationToken cancellationToken)
    {
        var raised = await writer.RunAsync(
            async session =>
            {
                var value = await InstallationTable.RaiseAsync(session, least);
                var number = await session.Sql("PRAGMA application_id").FirstAsync(row => row.GetInt64(0));
                await session.RunOnceAsync($"PRAGMA application_id = {(number + 1) & int.MaxValue}");
                return value;
            },
            cancellationToken);
        if (durability != Durability.Full) FlushLog();
        return raised;
    }

    /// <inheritdoc />
    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        MarkUnflushed();
        await DeleteAsync(
            async session =>
            {
                await Migrations.ApplyAsync(session, clock);
                return true;
            },
            cancellationToken);
        await UnmarkAsync();
    }

    /// <inheritdoc />
    /// <remarks>Reads all pages that hold rows, as <c>PRAGMA quick_check</c> does: a table at a time, so that no reader keeps the log from being cut for long.</remarks>
    public override async Task<IReadOnlyList<string>> FindDamageAsync(CancellationToken cancellationToken)
    {
        try
        {
            var tables = await ReadAsync(
                (session, token) => session.Sql("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").AllAsync(row => row.GetString(0), token), cancellationToken);
            foreach (var table in tables)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var found = await ReadAsync((session, token) => session.Sql($"PRAGMA quick_check('{table}')").AllAsync(row => row.GetString(0), token), cancellationToken);
                if (found is not ["ok"]) return found;
            }

            return [];
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            return [e.Message];
        }
    }

    /// <inheritdoc />
    /// <remarks>Takes its turn as a writer and writes nothing: the writer must be alive, the file writable, its lock free.</remarks>
    public override Task CheckAsync(CancellationToken cancellationToken) =>
        writer.RunAsync(session => session.Sql("SELECT 1").FirstAsync(row => row.GetInt64(0)), cancellationToken);

    /// <inheritdoc />
    public override Task SettleAsync(CancellationToken cancellationToken) => writer.SettleAsync(cancellationToken);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        while (readers.TryTake(out var session)) session.Dispose();
        await writer.DisposeAsync();
    }

    /// <summary>Copies what was committed last into a new file: one moment of the database, without pages that are free. Others may write meanwhile.</summary>
    /// <param name="copy">The new file. It is not flushed.</param>
    /// <param name="cancellationToken">Not honoured once it has begun.</param>
    public async Task CopyToAsync(string copy, CancellationToken cancellationToken) =>
        await ReadAsync((session, token) => session.Sql("VACUUM INTO @copy").With("@copy", copy).ExecuteAsync(token), cancellationToken);

    private async Task<T> DeleteUncountedAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            if (!IsShortOfSpace) return await writer.RunAsync(work, cancellationToken);
        }
        catch (SqliteException e) when (reserve is not null && e.SqliteErrorCode == Full)
        {
            reserve.GiveUp();
        }

        await EmptyLogAsync();
        var result = await writer.RunAsync(work, cancellationToken);
        await EmptyLogAsync();
        return result;
    }

    // A deletion is done whether the log can be emptied or not.
    private async Task EmptyLogAsync()
    {
        try
        {
            await Log.EmptyAsync();
        }
        catch (SqliteException)
        {
            // Whoever stamps the receipts tries again, and says so.
        }
    }

    // What this process writes is not flushed commit by commit. Whoever looks at the log after a power cut must know.
    private void MarkUnflushed()
    {
        if (durability == Durability.Full || File.Exists(SqliteFileCheck.UnflushedMark(file))) return;
        File.Create(SqliteFileCheck.UnflushedMark(file)).Dispose();
        DiskFlush.Folder(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    // A log that is empty holds nothing that was not flushed.
    private async Task UnmarkAsync()
    {
        if (durability != Durability.Full || !File.Exists(SqliteFileCheck.UnflushedMark(file))) return;
        if (await Log.EmptyAsync()) File.Delete(SqliteFileCheck.UnflushedMark(file));
    }

    // A commit is in the log when it returns. Closing a handle of the log takes no lock of SQLite away, as it would for the database file itself.
    private void FlushLog()
    {
        using var log = File.OpenHandle(file + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        DiskFlush.File(log, "the log of the database");
    }

    // One writer has nobody to lock rows against.
    internal static string Translate(string text) => text.Replace(" FOR UPDATE SKIP LOCKED", "", StringComparison.Ordinal);

    // SQLite makes small files beside the database when it opens it.
    private SqliteConnection ConnectAnyway()
    {
        try
        {
            return Connect(mapBytes: 0);
        }
        catch (SqliteException e) when (reserve is not null && e.SqliteErrorCode is Full or InputOutput or CannotOpen)
        {
            reserve.GiveUp();
            return Connect(mapBytes: 0);
        }
    }

    private SqliteConnection Connect(long mapBytes)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // secure_delete: what is deleted is overwritten with zeros. wal_autocheckpoint: WriteAheadLog copies the log, and no connection by itself.
            command.CommandText = $"""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = {(durability == Durability.Full ? "FULL" : "NORMAL")};
                PRAGMA busy_timeout = 10000;
                PRAGMA cache_size = -32768;
                PRAGMA mmap_size = {mapBytes};
                PRAGMA temp_store = MEMORY;
                PRAGMA secure_delete = ON;
                PRAGMA wal_autocheckpoint = 0;
                """;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
