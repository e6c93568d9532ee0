using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Parhelion.Core.Blobs;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Catalog;

/// <summary>Keeps the database in one SQLite file with a write-ahead log (WAL mode). Any number of queries run at the same time. Beside them, one
/// <see cref="SqliteWriter"/> runs all writing transactions.</summary>
public sealed class SqliteDatabase : Database
{
    // Readers map the file, which saves a copy. The writer uses its bounded cache instead:
    // otherwise a cascade that reads a whole table would map all of it into memory.
    private const long MappedBytes = 256 << 20;

    private const int InputOutput = 10; // SQLITE_IOERR
    private const int Corrupt = 11; // SQLITE_CORRUPT
    private const int Full = 13; // SQLITE_FULL
    private const int CannotOpen = 14; // SQLITE_CANTOPEN
    private const int NotADatabase = 26; // SQLITE_NOTADB

    private readonly string file;
    private readonly Durability durability;
    private readonly DiskReserveFile? reserve;
    private readonly TimeProvider clock;
    private readonly ConcurrentBag<DatabaseSession> readers = [];
    private readonly SqliteWriter writer;

    /// <summary>Opens or creates <paramref name="file"/>. With <see cref="Durability.Full"/> every commit is flushed to disk.</summary>
    /// <param name="file">Path of the database.</param>
    /// <param name="durability">When a commit counts as done.</param>
    /// <param name="clock">Provides the time of migrations.</param>
    /// <param name="reserve">Disk space to give up for deletions when the disk is full; <c>null</c> for none.</param>
    /// <param name="metrics">Measures commits; <c>null</c>: nobody measures them.</param>
    public SqliteDatabase(string file, Durability durability, TimeProvider clock, DiskReserveFile? reserve = null, FlushMetrics? metrics = null)
    {
        this.reserve = reserve;
        this.file = file;
        this.durability = durability;
        this.clock = clock;
        var connection = ConnectAnyway();
        Log = new WriteAheadLogCleaner(connection) { MakeRoom = () => reserve?.Release(), WakeWriter = () => writer!.RunAsync(_ => new ValueTask<bool>(true), CancellationToken.None) };
        writer = new SqliteWriter(new DatabaseSession(connection, Translate) { IsOnlyWriter = true }, Log, metrics);
        // SQLite flushes the folder only once, when it creates a log, and ignores errors.
        if (durability == Durability.Full) DiskFlush.Folder(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    /// <inheritdoc />
    public override WriteAheadLogCleaner Log { get; }

    /// <inheritdoc />
    public override bool IsShortOfSpace => reserve is { IsReleased: true };

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
        if (IsShortOfSpace) throw new SqliteException("The disk is full, and the remaining space is reserved for deletions.", Full);
        var result = await writer.RunAsync(work, cancellationToken);
        CountCommit();
        return result;
    }

    /// <inheritdoc />
    /// <remarks>When the disk is full, gives up the reserve and tries again. It then empties the log before and after the work, because the log takes space
    /// that the next deletion may need.</remarks>
    public override async Task<T> DeleteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var result = await DeleteUncountedAsync(work, cancellationToken);
        CountCommit();
        return result;
    }

    /// <inheritdoc />
    /// <remarks>Each call also increments a number in the first page of the file
    /// (<c>application_id</c>), which <see cref="SqliteFileCheck"/> reads without SQLite.</remarks>
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
    /// <remarks>Reads all pages with rows, as <c>PRAGMA quick_check</c> does. Checks one table at
    /// a time, so that no reader blocks emptying the log for long.</remarks>
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
        catch (SqliteException e) when (IsDamage(e))
        {
            return [e.Message];
        }
    }

    /// <inheritdoc />
    /// <remarks>Queues empty work for the writer. This succeeds only if the writer thread runs, the file is writable, and its lock is free.</remarks>
    public override Task CheckAsync(CancellationToken cancellationToken) =>
        writer.RunAsync(session => session.Sql("SELECT 1").FirstAsync(row => row.GetInt64(0)), cancellationToken);

    /// <inheritdoc />
    public override Task ResolveInDoubtCommitsAsync(CancellationToken cancellationToken) => writer.ResolveInDoubtCommitsAsync(cancellationToken);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        while (readers.TryTake(out var session)) session.Dispose();
        await writer.DisposeAsync();
    }

    /// <summary>Copies the last committed state into a new file, without free pages. Others can write at the same time.</summary>
    /// <param name="copy">Path of the new file. The file is not flushed.</param>
    /// <param name="cancellationToken">Not honoured after the copy has begun.</param>
    public async Task CopyToAsync(string copy, CancellationToken cancellationToken) =>
        await ReadAsync((session, token) => session.Sql("VACUUM INTO @copy").With("@copy", copy).ExecuteAsync(token), cancellationToken);

    /// <summary>Whether SQLite says that the file is damaged, or is no database.</summary>
    internal static bool IsDamage(SqliteException fault) => fault.SqliteErrorCode is Corrupt or NotADatabase;

    private async Task<T> DeleteUncountedAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            if (!IsShortOfSpace) return await writer.RunAsync(work, cancellationToken);
        }
        catch (SqliteException e) when (reserve is not null && e.SqliteErrorCode == Full)
        {
            reserve.Release();
        }

        await EmptyLogAsync();
        var result = await writer.RunAsync(work, cancellationToken);
        await EmptyLogAsync();
        return result;
    }

    // The deletion succeeds even if the log cannot be emptied.
    private async Task EmptyLogAsync()
    {
        try
        {
            await Log.EmptyAsync();
        }
        catch (SqliteException)
        {
            // ReceiptTimestampWriter empties the log again and reports errors.
        }
    }

    // Creates a marker file, because this process does not flush every commit. The check of the log after a power cut must know this.
    private void MarkUnflushed()
    {
        if (durability == Durability.Full || File.Exists(SqliteFileCheck.UnflushedMark(file))) return;
        File.Create(SqliteFileCheck.UnflushedMark(file)).Dispose();
        DiskFlush.Folder(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    // When the log is empty, every commit is flushed in the database file.
    private async Task UnmarkAsync()
    {
        if (durability != Durability.Full || !File.Exists(SqliteFileCheck.UnflushedMark(file))) return;
        if (await Log.EmptyAsync()) File.Delete(SqliteFileCheck.UnflushedMark(file));
    }

    // Every commit is in the log. Closing a handle of the log releases no lock of SQLite; closing one of the database file would.
    private void FlushLog()
    {
        using var log = File.OpenHandle(file + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        DiskFlush.File(log, "the log of the database");
    }

    // SQLite has one writer, so row locks are not needed.
    internal static string Translate(string text) => text.Replace(" FOR UPDATE SKIP LOCKED", "", StringComparison.Ordinal);

    // Opening the database creates small files beside it, which fails on a full disk.
    private SqliteConnection ConnectAnyway()
    {
        try
        {
            return Connect(mapBytes: 0);
        }
        catch (SqliteException e) when (reserve is not null && e.SqliteErrorCode is Full or InputOutput or CannotOpen)
        {
            reserve.Release();
            return Connect(mapBytes: 0);
        }
    }

    private SqliteConnection Connect(long mapBytes)
    {
        var connection = SqliteConnectionFactory.Create(file);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // secure_delete overwrites deleted data with zeros. wal_autocheckpoint is off, because WriteAheadLogCleaner does the checkpoints.
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
