using System.Data;
using System.Data.Common;
using Npgsql;
using Parhelion.Core;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Postgres;

/// <summary>Stores the rows in a PostgreSQL database, which any number of nodes can share.</summary>
/// <remarks>Every write is a serializable transaction. PostgreSQL refuses a transaction that cannot be ordered with the concurrent transactions, and this class
/// then runs the refused transaction again. Code that is written for a single writer is therefore correct here without locks
/// (docs/decisions/0008-serializable.md).</remarks>
/// <param name="connectionString">A connection string of Npgsql. <see cref="PostgresConnections"/> describes the defaults.</param>
/// <param name="durability">With <see cref="Durability.Full"/>, PostgreSQL flushes a commit to disk before it confirms it.</param>
/// <param name="clock">Gives the times of migrations. Waits between attempts always use the system clock.</param>
public sealed class PostgresDatabase(string connectionString, Durability durability, TimeProvider clock) : Database
{
    // Key of the advisory lock. Any number that no other program uses on this database.
    private const long MigrationLock = 0x7061_7268_656C_696F;

    private const string ClockText = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint)";

    private readonly NpgsqlDataSource source = PostgresConnections.Pool(connectionString, durability);

    /// <inheritdoc />
    public override bool IsShared => true;

    /// <inheritdoc />
    public override async ValueTask<T> ReadAsync<T>(
        Func<DatabaseSession, CancellationToken, ValueTask<T>> query, CancellationToken cancellationToken)
    {
        for (var retryPolicy = new RetryPolicy(RetryPolicy.ForRestart); ;)
        {
            try
            {
                using var session = await OpenAsync(cancellationToken);
                return await GuardAsync(() => query(session, cancellationToken));
            }
            catch (DbException e) when (PostgresErrors.IsConnectionLost(e) && retryPolicy.Lasts)
            {
                PostgresMetrics.Count(PostgresMetrics.Connection);
                source.Clear();
            }

            await retryPolicy.DelayAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public override async Task<T> WriteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var result = await CommitAsync(work, cancellationToken);
        CountCommit();
        return result;
    }

    private async Task<T> CommitAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var (restart, conflict, duplicates, hasBegun) = (new RetryPolicy(RetryPolicy.ForRestart), new RetryPolicy(RetryPolicy.ForConflict), 0, false);
        ValueTask<T> Begin(DatabaseSession session)
        {
            hasBegun = true;
            return work(session);
        }

        while (true)
        {
            RetryPolicy retryPolicy;
            try
            {
                return await RunOnceAsync(Begin, hasBegun ? CancellationToken.None : cancellationToken);
            }
            catch (DbException e) when (PostgresErrors.IsConflict(e) && conflict.Lasts)
            {
                retryPolicy = conflict;
                PostgresMetrics.Count(PostgresMetrics.Conflict);
            }
            catch (DbException e) when (PostgresErrors.IsDuplicate(e) && ++duplicates <= PostgresErrors.MaxDuplicates)
            {
                retryPolicy = conflict;
                PostgresMetrics.Count(PostgresMetrics.Conflict);
            }
            catch (DbException e) when (PostgresErrors.IsConnectionLost(e) && restart.Lasts)
            {
                retryPolicy = restart;
                PostgresMetrics.Count(PostgresMetrics.Connection);
                source.Clear();
            }

            await retryPolicy.DelayAsync(hasBegun ? CancellationToken.None : cancellationToken);
        }
    }

    /// <inheritdoc />
    public override Task<long> RaiseWatermarkAsync(long least, CancellationToken cancellationToken) =>
        CommitAsync(
            async session =>
            {
                // Flushing this commit also flushes the write-ahead log before it, and with it all earlier commits.
                if (durability != Durability.Full) await session.Sql("SET LOCAL synchronous_commit = on").ExecuteAsync(CancellationToken.None);
                return await InstallationTable.RaiseAsync(session, least);
            },
            cancellationToken);

    /// <inheritdoc />
    public override Task CheckConnectionAsync(CancellationToken cancellationToken) => RetryAsync(
        async () =>
        {
            using var session = await OpenAsync(cancellationToken);
            await GuardAsync(() => session.Sql("SELECT 1").FirstAsync(_ => true, cancellationToken));
        },
        cancellationToken);

    /// <inheritdoc />
    /// <remarks>Waits up to 30 seconds for a database that does not accept connections yet, so that nodes and database can be started together. Waits
    /// without limit for another node that is migrating.</remarks>
    public override Task MigrateAsync(CancellationToken cancellationToken) => RetryAsync(() => MigrateOnceAsync(cancellationToken), cancellationToken);

    private async Task RetryAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        for (var retryPolicy = new RetryPolicy(RetryPolicy.ForStart); ;)
        {
            try
            {
                await work();
                return;
            }
            catch (DbException e) when (PostgresErrors.IsConnectionLost(e) && retryPolicy.Lasts)
            {
                source.Clear();
            }

            await retryPolicy.DelayAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    /// <remarks>Checks <c>transaction_read_only</c>: a standby, or a server that an administrator set to read-only, answers queries but refuses
    /// writes.</remarks>
    public override async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var session = await OpenAsync(cancellationToken);
        if (await GuardAsync(() => session.Sql("SELECT current_setting('transaction_read_only')").FirstAsync(row => row.GetString(0), cancellationToken)) == "on")
        {
            throw new IOException("The PostgreSQL server refuses writes: transaction_read_only is on.");
        }
    }

    /// <inheritdoc />
    public override async Task CompareAsync(RemoteClock clock, CancellationToken cancellationToken) => await ReadAsync(
        async (session, token) =>
        {
            var sent = clock.GetTimestamp();
            var time = DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(await session.Sql(ClockText).FirstAsync(row => row.GetInt64(0), token));
            clock.Note(sent, time, time);
            return true;
        },
        cancellationToken);

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => source.DisposeAsync();

    private async ValueTask<DatabaseSession> OpenAsync(CancellationToken cancellationToken) => SessionOf(await ConnectAsync(cancellationToken));

    private ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken) => GuardAsync(() => source.OpenConnectionAsync(cancellationToken));

    private static DatabaseSession SessionOf(NpgsqlConnection connection) => new(connection, PostgresDialect.Translate, keepsCommands: false);

    // A connection that has carried something else than PostgreSQL must not be used again. After Clear, the pool closes it instead of taking it back.
    private async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (PostgresErrors.IsProtocolViolation(e))
        {
            source.Clear();
            throw PostgresErrors.ConnectionLost(e);
        }
    }

    private async Task<T> RunOnceAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        using var session = SessionOf(connection);
        return await GuardAsync(async () =>
        {
            // Disposing a transaction that was not committed rolls it back.
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.Serializable, CancellationToken.None);
            var result = await work(session);
            await CommitAsync(transaction);
            return result;
        });
    }

    private async Task CommitAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await GuardAsync(async () =>
            {
                await transaction.CommitAsync(CancellationToken.None);
                return true;
            });
        }
        catch (DbException e) when (!PostgresErrors.IsRefusal(e))
        {
            throw new CommitInDoubtException("The connection to PostgreSQL was lost while a transaction was being committed.", e);
        }
    }

    // Read committed: after it gets the lock, this node must see the migrations that another node has just applied.
    private async Task MigrateOnceAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        using var session = SessionOf(connection);
        await GuardAsync(() => MigrateOnceAsync(connection, session, cancellationToken));
    }

    private async ValueTask<bool> MigrateOnceAsync(NpgsqlConnection connection, DatabaseSession session, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await session.Sql("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0").ExecuteAsync(cancellationToken);
        await session.Sql($"SELECT pg_advisory_xact_lock({MigrationLock})").ExecuteAsync(cancellationToken);
        await Migrations.ApplyAsync(session, clock);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
