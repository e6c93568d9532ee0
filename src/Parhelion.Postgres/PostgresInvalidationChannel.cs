using System.Security.Cryptography;
using Npgsql;
using Parhelion.Core.Catalog;

namespace Parhelion.Postgres;

/// <summary>Notices over LISTEN and NOTIFY. They go out after the commit that they tell of and not in it: PostgreSQL lets only one transaction
/// that notifies commit at a time. So a crash between the two loses a notice, which <see cref="CacheLifetime"/> covers, like all that is lost
/// while there is no connection: whenever there is one again, everything is forgotten.</summary>
/// <param name="connectionString">As <see cref="PostgresDatabase"/> takes it. A pooler in between must be one that keeps sessions.</param>
public sealed class PostgresInvalidationChannel(string connectionString) : InvalidationChannel, IAsyncDisposable
{
    private const string Channel = "parhelion";

    private readonly string node = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly NpgsqlDataSource source = PostgresConnections.Single(connectionString);
    private readonly PendingInvalidations pending = new();

    /// <inheritdoc />
    public override void Post(Invalidation invalidation) => pending.Add(invalidation);

    /// <inheritdoc />
    public override Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(ForEverAsync(ListenAsync, cancellationToken), ForEverAsync(TellAsync, cancellationToken));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        pending.Dispose();
        await source.DisposeAsync();
    }

    private async Task ForEverAsync(Func<NpgsqlConnection, RetryPolicy, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var retryPolicy = new RetryPolicy(RetryPolicy.ForBulletin);
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                await work(connection, retryPolicy, cancellationToken);
            }
            catch (Exception)
            {
                // A connection that breaks while this is told to end makes no fault of the end.
                cancellationToken.ThrowIfCancellationRequested();
                // Most likely the database is away. Without notices what is remembered has a short life, which is a promise kept.
                PostgresMetrics.Count(PostgresMetrics.Notices);
            }

            await retryPolicy.RestAsync(cancellationToken);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, RetryPolicy retryPolicy, CancellationToken cancellationToken)
    {
        connection.Notification += (_, heard) => Take(heard.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection)) await listen.ExecuteNonQueryAsync(cancellationToken);
        // Whatever was told before was not heard.
        Hear(new Invalidation(InvalidationKind.Everything));
        retryPolicy.Renew();
        while (true) await connection.WaitAsync(cancellationToken);
    }

    private async Task TellAsync(NpgsqlConnection connection, RetryPolicy retryPolicy, CancellationToken cancellationToken)
    {
        while (true)
        {
            var notices = await pending.TakeAsync(cancellationToken);
            try
            {
                await TellAsync(connection, notices, cancellationToken);
            }
            catch
            {
                foreach (var invalidation in notices) pending.Add(invalidation);
                throw;
            }

            retryPolicy.Renew();
        }
    }

    private async Task TellAsync(NpgsqlConnection connection, IReadOnlyList<Invalidation> notices, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var invalidation in notices)
        {
            var payload = new NpgsqlParameter<string> { TypedValue = $"{node} {invalidation.Kind} {string.Join(',', invalidation.Ids)}" };
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT pg_notify('{Channel}', $1)") { Parameters = { payload } });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    // One's own come back as well. What has another form is of another Parhelion, newer or older, and may mean anything.
    private void Take(string payload)
    {
        var words = payload.Split(' ');
        if (words[0] == node) return;
        if (words is [_, var name, var ids] && Enum.TryParse<InvalidationKind>(name, out var kind) && Enum.IsDefined(kind)) Hear(new Invalidation(kind, ids.Split(',')));
        else Hear(new Invalidation(InvalidationKind.Everything));
    }
}
