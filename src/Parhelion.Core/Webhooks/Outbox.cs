using Parhelion.Core.Catalog;

namespace Parhelion.Core.Webhooks;

/// <summary>What webhooks have still to hear of. A delivery stays here until it is through, so a crash repeats it at most.</summary>
public sealed class Outbox(Database database, TimeProvider clock)
{
    /// <summary>How long what one node delivers is left alone by the others; longer than an attempt can take.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(1);

    private const int DropBatch = 500;

    // After the first, second, third and fourth failure. With a time-out of 20 s each, the fifth attempt ends within 15 minutes.
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(170), TimeSpan.FromSeconds(500)];

    /// <summary>How often a delivery is tried.</summary>
    public static int MostAttempts => Waits.Length + 1;

    /// <summary>The next webhook, by id, that is to hear of something; <c>null</c> when there is none after this one.</summary>
    public ValueTask<string?> NextWebhookAsync(string after, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => DeliveryTable.NextWebhookAsync(session, after, token), cancellationToken);

    /// <summary>Takes what a webhook is to hear of now, one event of each stream. Nodes that share a database take it from each other; what one
    /// took and did not finish is anybody's after <see cref="ClaimTime"/>. A node that has the database to itself is given again what it has.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="room">Most that can be delivered beside what is under way.</param>
    /// <param name="busy">How many are under way.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async ValueTask<List<DeliveryRow>> TakeAsync(string webhookId, int room, int busy, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.IsShared
            ? await database.WriteAsync(session => DeliveryTable.ClaimAsync(session, webhookId, now, now + ClaimTime, room), cancellationToken)
            : await database.ReadAsync((session, token) => DeliveryTable.DueAsync(session, webhookId, now, room + busy, token), cancellationToken);
    }

    /// <summary>How long until something is due that was not due at a time; <c>null</c> when nothing is. Negative when it has come to be due since.</summary>
    public async Task<TimeSpan?> NextAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => DeliveryTable.NextDueAsync(session, since, token), cancellationToken) - clock.GetUtcNow();

    /// <summary>The webhook of a delivery, or <c>null</c> when it is gone.</summary>
    public ValueTask<WebhookRow?> FindWebhookAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => WebhookTable.FindAsync(session, id, token), cancellationToken);

    /// <summary>It is through, be it delivered or refused for good: the next of its stream is due.</summary>
    public Task FinishAsync(DeliveryRow delivery, CancellationToken cancellationToken) =>
        WriteAsync(session => DeliveryTable.FinishAsync(session, delivery, clock.GetUtcNow()), cancellationToken);

    /// <summary>It failed: it is tried again later, or given up after the last attempt. False when it is given up.</summary>
    public async Task<bool> FailAsync(DeliveryRow delivery, CancellationToken cancellationToken)
    {
        if (delivery.Attempts >= Waits.Length)
        {
            await FinishAsync(delivery, cancellationToken);
            return false;
        }

        var due = clock.GetUtcNow() + Waits[delivery.Attempts];
        await WriteAsync(session => DeliveryTable.PostponeAsync(session, delivery, due), cancellationToken);
        return true;
    }

    /// <summary>Drops everything that a dead webhook was to hear of.</summary>
    public async Task DropAsync(string webhookId, CancellationToken cancellationToken)
    {
        int gone;
        do gone = await database.WriteAsync(session => DeliveryTable.DeleteOfWebhookAsync(session, webhookId, DropBatch), cancellationToken);
        while (gone >= DropBatch);
    }

    private Task<bool> WriteAsync(Func<Session, ValueTask> work, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await work(session);
                return true;
            },
            cancellationToken);
}
