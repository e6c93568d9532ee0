using System.Security.Cryptography;
using Npgsql;
using Parhelion.Core.Catalog;

namespace Parhelion.Postgres;

/// <summary>Exchanges invalidations of cached rows with the other nodes, through LISTEN and NOTIFY of PostgreSQL.</summary>
/// <remarks>An invalidation is sent after its commit and not within the transaction, because PostgreSQL lets only one transaction with NOTIFY commit at a time.
/// A crash after the commit therefore loses the invalidation. A node without a connection misses invalidations of the other nodes. In both cases,
/// <see cref="CachedRowLifetime"/> bounds the age of cached entries. After each reconnect the node invalidates all its caches.</remarks>
/// <param name="connectionString">A connection string as for <see cref="PostgresDatabase"/>. A connection pooler in between must use session pooling.</param>
public sealed class PostgresInvalidationChannel(string connectionString) : InvalidationChannel, IAsyncDisposable
{
    private const string Channel = "parhelion";

    private readonly string node = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly NpgsqlDataSource source = PostgresConnections.Single(connectionString);
    private readonly PendingInvalidations pending = new();

    /// <inheritdoc />
    public override void Post(InvalidationMessage invalidation) => pending.Add(invalidation);

    /// <inheritdoc />
    public override Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(RunUntilStoppedAsync(ListenAsync, cancellationToken), RunUntilStoppedAsync(PublishPendingAsync, cancellationToken));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        pending.Dispose();
        await source.DisposeAsync();
    }

    private async Task RunUntilStoppedAsync(Func<NpgsqlConnection, RetryPolicy, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var retryPolicy = new RetryPolicy(RetryPolicy.ForInvalidations);
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                await work(connection, retryPolicy, cancellationToken);
            }
            catch (Exception)
            {
                // A connection that breaks during cancellation is no error.
                cancellationToken.ThrowIfCancellationRequested();
                // The database is probably unavailable. Without invalidations, CachedRowLifetime bounds the age of cached entries.
                PostgresMetrics.Count(PostgresMetrics.Notices);
            }

            await retryPolicy.DelayAsync(cancellationToken);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, RetryPolicy retryPolicy, CancellationToken cancellationToken)
    {
        connection.Notification += (_, heard) => Receive(heard.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection)) await listen.ExecuteNonQueryAsync(cancellationToken);
        // This node missed the invalidations that were sent before it listened.
        OnReceived(new InvalidationMessage(InvalidationKind.Everything));
        retryPolicy.Renew();
        while (true) await connection.WaitAsync(cancellationToken);
    }

    private async Task PublishPendingAsync(NpgsqlConnection connection, RetryPolicy retryPolicy, CancellationToken cancellationToken)
    {
        while (true)
        {
            var notices = await pending.TakeAsync(cancellationToken);
            try
            {
                await PublishPendingAsync(connection, notices, cancellationToken);
            }
            catch
            {
                foreach (var invalidation in notices) pending.Add(invalidation);
                throw;
            }

            retryPolicy.Renew();
        }
    }

    private async Task PublishPendingAsync(NpgsqlConnection connection, IReadOnlyList<InvalidationMessage> notices, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var invalidation in notices)
        {
            var payload = new NpgsqlParameter<string> { TypedValue = $"{node} {invalidation.Kind} {string.Join(',', invalidation.Ids)}" };
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT pg_notify('{Channel}', $1)") { Parameters = { payload } });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    // PostgreSQL also delivers this node's own invalidations: ignore them. A payload of unknown form comes from another version of Parhelion, so
    // invalidate everything.
    private void Receive(string payload)
    {
        var words = payload.Split(' ');
        if (words[0] == node) return;
        if (words is [_, var name, var ids] && Enum.TryParse<InvalidationKind>(name, out var kind) && Enum.IsDefined(kind)) OnReceived(new InvalidationMessage(kind, ids.Split(',')));
        else OnReceived(new InvalidationMessage(InvalidationKind.Everything));
    }
}
