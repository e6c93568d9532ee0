using System.Data;
using System.Data.Common;
using Npgsql;
using Parhelion.Core;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Postgres;

/// <summary>Rows in a PostgreSQL database that any number of nodes share. Every write is a serializable transaction, which PostgreSQL refuses
/// when it cannot be put in an order with those beside it; then it is run again, so that what is written for one writer is right here
/// without a lock (docs/decisions/0008-serializable.md).</summary>
/// <param name="connectionString">As Npgsql takes it; what it does not say is set as <see cref="PostgresConnections"/> describes.</param>
/// <param name="durability">With <see cref="Durability.Full"/> a commit is flushed to disk before it is answered.</param>
/// <param name="clock">Stamps migrations. Pauses between attempts are of real time, whatever this says.</param>
public sealed class PostgresDatabase(string connectionString, Durability durability, TimeProvider clock) : Database
{
    // Any number that no other program on this database uses for its locks.
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
                return await query(session, cancellationToken);
            }
            catch (DbException e) when (PostgresErrors.IsConnectionLost(e) && retryPolicy.Lasts)
            {
                PostgresMetrics.Count(PostgresMetrics.Connection);
                source.Clear();
            }

            await retryPolicy.RestAsync(cancellationToken);
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
            catch (DbException e) when (PostgresErrors.IsDuplicate(e) && ++duplicates <= PostgresErrors.MostDuplicates)
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

            await retryPolicy.RestAsync(hasBegun ? CancellationToken.None : cancellationToken);
        }
    }

    /// <inheritdoc />
    public override Task<long> RaiseWatermarkAsync(long least, CancellationToken cancellationToken) =>
        CommitAsync(
            async session =>
            {
                // A commit that is flushed has all of the log before it flushed as well.
                if (durability != Durability.Full) await session.Sql("SET LOCAL synchronous_commit = on").ExecuteAsync(CancellationToken.None);
                return await InstallationTable.RaiseAsync(session, least);
            },
            cancellationToken);

    /// <inheritdoc />
    public override Task ReachAsync(CancellationToken cancellationToken) => InsistAsync(
        async () =>
        {
            using var session = await OpenAsync(cancellationToken);
            await session.Sql("SELECT 1").FirstAsync(_ => true, cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc />
    /// <remarks>Waits for up to 30 seconds for a database that does not answer yet, so that nodes and database may be started together; and
    /// for as long as it takes for another node that is migrating.</remarks>
    public override Task MigrateAsync(CancellationToken cancellationToken) => InsistAsync(() => MigrateOnceAsync(cancellationToken), cancellationToken);

    private async Task InsistAsync(Func<Task> work, CancellationToken cancellationToken)
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

            await retryPolicy.RestAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    /// <remarks>A standby, or a server that an administrator has made read-only, answers every query and refuses every write.</remarks>
    public override async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var session = await OpenAsync(cancellationToken);
        if (await session.Sql("SELECT current_setting('transaction_read_only')").FirstAsync(row => row.GetString(0), cancellationToken) == "on")
        {
            throw new IOException("The PostgreSQL server takes no writes: transaction_read_only is on.");
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

    private async ValueTask<DatabaseSession> OpenAsync(CancellationToken cancellationToken) => SessionOf(await source.OpenConnectionAsync(cancellationToken));

    private static DatabaseSession SessionOf(NpgsqlConnection connection) => new(connection, PostgresDialect.Translate, keepsCommands: false);

    private async Task<T> RunOnceAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        using var session = SessionOf(connection);
        // Not committed, it is rolled back where it is disposed.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.Serializable, CancellationToken.None);
        var result = await work(session);
        await CommitAsync(transaction);
        return result;
    }

    private static async Task CommitAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (DbException e) when (!PostgresErrors.IsRefusal(e))
        {
            throw new CommitInDoubtException("The connection to PostgreSQL was lost while a transaction was being committed.", e);
        }
    }

    // Read committed: what the node before has done is seen once the lock is had.
    private async Task MigrateOnceAsync(CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        using var session = SessionOf(connection);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await session.Sql("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0").ExecuteAsync(cancellationToken);
        await session.Sql($"SELECT pg_advisory_xact_lock({MigrationLock})").ExecuteAsync(cancellationToken);
        await Migrations.ApplyAsync(session, clock);
        await transaction.CommitAsync(cancellationToken);
    }
}
