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

    private readonly string file;
    private readonly Durability durability;
    private readonly TimeProvider clock;
    private readonly ConcurrentBag<Session> readers = [];
    private readonly SqliteWriter writer;

    /// <summary>Opens or creates <paramref name="file"/>. With <see cref="Durability.Full"/> every commit is flushed to disk.</summary>
    public SqliteDatabase(string file, Durability durability, TimeProvider clock)
    {
        this.file = file;
        this.durability = durability;
        this.clock = clock;
        writer = new SqliteWriter(Open(mapBytes: 0));
        // SQLite flushes the folder once, when it makes a log, and does not look at the result.
        if (durability == Durability.Full) DiskFlush.Folder(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    /// <inheritdoc />
    public override async ValueTask<T> ReadAsync<T>(
        Func<Session, CancellationToken, ValueTask<T>> query, CancellationToken cancellationToken)
    {
        var session = readers.TryTake(out var pooled) ? pooled : Open(MappedBytes);
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
    public override Task<T> WriteAsync<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellationToken) =>
        writer.RunAsync(work, cancellationToken);

    /// <inheritdoc />
    public override Task MigrateAsync(CancellationToken cancellationToken) =>
        WriteAsync(
            async session =>
            {
                await Migrations.ApplyAsync(session, clock);
                return true;
            },
            cancellationToken);

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

    // One writer has nobody to lock rows against.
    internal static string Translate(string text) => text.Replace(" FOR UPDATE SKIP LOCKED", "", StringComparison.Ordinal);

    private Session Open(long mapBytes)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        // secure_delete: the file name of a deleted attachment does not linger in free pages. wal_autocheckpoint, in pages: what is written often is
        // copied seldom, and the log stays at about 16 MB.
        command.CommandText = $"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {(durability == Durability.Full ? "FULL" : "NORMAL")};
            PRAGMA busy_timeout = 10000;
            PRAGMA cache_size = -32768;
            PRAGMA mmap_size = {mapBytes};
            PRAGMA temp_store = MEMORY;
            PRAGMA secure_delete = ON;
            PRAGMA wal_autocheckpoint = 4000;
            """;
        command.ExecuteNonQuery();
        return new Session(connection, Translate);
    }
}
