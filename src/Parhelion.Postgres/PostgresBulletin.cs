using System.Security.Cryptography;
using Npgsql;
using Parhelion.Core.Catalog;

namespace Parhelion.Postgres;

/// <summary>Notices over LISTEN and NOTIFY. They go out after the commit that they tell of and not in it: PostgreSQL lets only one transaction
/// that notifies commit at a time. So a crash between the two loses a notice, which <see cref="Freshness"/> covers, like all that is lost
/// while there is no connection: whenever there is one again, everything is forgotten.</summary>
/// <param name="connectionString">As <see cref="PostgresDatabase"/> takes it. A pooler in between must be one that keeps sessions.</param>
public sealed class PostgresBulletin(string connectionString) : Bulletin, IAsyncDisposable
{
    private const string Channel = "parhelion";

    private readonly string node = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly NpgsqlDataSource source = PostgresConnections.Single(connectionString);
    private readonly PendingNotices pending = new();

    /// <inheritdoc />
    public override void Post(Notice notice) => pending.Add(notice);

    /// <inheritdoc />
    public override Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(ForEverAsync(ListenAsync, cancellationToken), ForEverAsync(TellAsync, cancellationToken));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        pending.Dispose();
        await source.DisposeAsync();
    }

    private async Task ForEverAsync(Func<NpgsqlConnection, Patience, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var patience = new Patience(Patience.ForBulletin);
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                await work(connection, patience, cancellationToken);
            }
            catch (Exception)
            {
                // A connection that breaks while this is told to end makes no fault of the end.
                cancellationToken.ThrowIfCancellationRequested();
                // Most likely the database is away. Without notices what is remembered has a short life, which is a promise kept.
                Meters.Count(Meters.Notices);
            }

            await patience.RestAsync(cancellationToken);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, Patience patience, CancellationToken cancellationToken)
    {
        connection.Notification += (_, heard) => Take(heard.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection)) await listen.ExecuteNonQueryAsync(cancellationToken);
        // Whatever was told before was not heard.
        Hear(new Notice(NoticeKind.Everything));
        patience.Renew();
        while (true) await connection.WaitAsync(cancellationToken);
    }

    private async Task TellAsync(NpgsqlConnection connection, Patience patience, CancellationToken cancellationToken)
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
                foreach (var notice in notices) pending.Add(notice);
                throw;
            }

            patience.Renew();
        }
    }

    private async Task TellAsync(NpgsqlConnection connection, IReadOnlyList<Notice> notices, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var notice in notices)
        {
            var payload = new NpgsqlParameter<string> { TypedValue = $"{node} {notice.Kind} {string.Join(',', notice.Ids)}" };
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT pg_notify('{Channel}', $1)") { Parameters = { payload } });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    // One's own come back as well. What has another form is of another Parhelion, newer or older, and may mean anything.
    private void Take(string payload)
    {
        var words = payload.Split(' ');
        if (words[0] == node) return;
        if (words is [_, var name, var ids] && Enum.TryParse<NoticeKind>(name, out var kind) && Enum.IsDefined(kind)) Hear(new Notice(kind, ids.Split(',')));
        else Hear(new Notice(NoticeKind.Everything));
    }
}
