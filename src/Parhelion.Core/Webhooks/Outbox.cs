using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;

namespace Parhelion.Core.Webhooks;

/// <summary>What webhooks have still to hear of. A delivery stays here until it is through, so a crash repeats it at most.</summary>
/// <param name="database">The rows.</param>
/// <param name="mostBytes">Most bytes that wait for one webhook: what the events tell, and <see cref="RowBytes"/> for each.</param>
/// <param name="clock">Tells the time.</param>
public sealed class Outbox(Database database, long mostBytes, TimeProvider clock)
{
    /// <summary>What a waiting event takes beside what it tells: its row and its entries in the indexes.</summary>
    public const int RowBytes = 512;

    /// <summary>How long what one node delivers is left alone by the others; longer than an attempt can take.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(1);

    private const int DropBatch = 500;

    // After the first, second, third and fourth failure. With a time-out of 20 s each, the fifth attempt ends within 15 minutes.
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(170), TimeSpan.FromSeconds(500)];

    /// <summary>How often a delivery is tried.</summary>
    public static int MostAttempts => Waits.Length + 1;

    /// <summary>The next webhook, by id, that is to hear of something; <c>null</c> when there is none after this one.</summary>
    public ValueTask<string?> NextWebhookAsync(string after, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => WebhookDeliveryTable.NextWebhookAsync(session, after, token), cancellationToken);

    /// <summary>Takes what a webhook is to hear of now, one event of each stream. Nodes that share a database take it from each other; what one
    /// took and did not finish is anybody's after <see cref="ClaimTime"/>. A node that has the database to itself is given again what it has.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="room">Most that can be delivered beside what is under way.</param>
    /// <param name="busy">How many are under way.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async ValueTask<List<WebhookDeliveryRow>> TakeAsync(string webhookId, int room, int busy, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.IsShared
            ? await database.DeleteAsync(session => WebhookDeliveryTable.ClaimAsync(session, webhookId, now, now + ClaimTime, room), cancellationToken)
            : await database.ReadAsync((session, token) => WebhookDeliveryTable.DueAsync(session, webhookId, now, room + busy, token), cancellationToken);
    }

    /// <summary>How long until something is due that was not due at a time; <c>null</c> when nothing is. Negative when it has come to be due since.</summary>
    public async Task<TimeSpan?> NextAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => WebhookDeliveryTable.NextDueAsync(session, since, token), cancellationToken) - clock.GetUtcNow();

    /// <summary>The webhook of a delivery and what it is told; <c>null</c> when the webhook is gone.</summary>
    public ValueTask<PendingEvent?> OpenAsync(WebhookDeliveryRow delivery, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => OpenAsync(session, delivery, token), cancellationToken);

    /// <summary>It is through, be it delivered or refused for good: the next of its stream is due.</summary>
    public Task FinishAsync(WebhookDeliveryRow delivery, CancellationToken cancellationToken) =>
        WriteAsync(session => WebhookDeliveryTable.FinishAsync(session, delivery, clock.GetUtcNow()), cancellationToken);

    /// <summary>It failed: it is tried again later, or given up after the last attempt. False when it is given up.</summary>
    public async Task<bool> FailAsync(WebhookDeliveryRow delivery, CancellationToken cancellationToken)
    {
        if (delivery.Attempts >= Waits.Length)
        {
            await FinishAsync(delivery, cancellationToken);
            return false;
        }

        var due = clock.GetUtcNow() + Waits[delivery.Attempts];
        await WriteAsync(session => WebhookDeliveryTable.PostponeAsync(session, delivery, due), cancellationToken);
        return true;
    }

    /// <summary>Drops everything that a dead webhook was to hear of.</summary>
    public async Task DropAsync(string webhookId, CancellationToken cancellationToken)
    {
        int gone;
        do gone = await database.DeleteAsync(session => WebhookDeliveryTable.DeleteOfWebhookAsync(session, webhookId, DropBatch), cancellationToken);
        while (gone >= DropBatch);
    }

    /// <summary>Gives up the oldest events of a webhook for which more waits than may wait, so that there is room for an eighth of it again; how many they were.</summary>
    public async Task<int> TrimAsync(string webhookId, CancellationToken cancellationToken)
    {
        var waiting = await database.ReadAsync((session, token) => WebhookDeliveryTable.WaitingAsync(session, webhookId, token), cancellationToken);
        var tooMuch = waiting.Bytes + (waiting.Count * RowBytes) - mostBytes;
        if (tooMuch <= 0) return 0;
        var dropped = 0;
        for (tooMuch += mostBytes / 8; tooMuch > 0;)
        {
            var goal = tooMuch;
            var (count, bytes) = await database.DeleteAsync(session => DropOldestAsync(session, webhookId, goal), cancellationToken);
            if (count == 0) break;
            (dropped, tooMuch) = (dropped + count, tooMuch - bytes);
        }

        return dropped;
    }

    private async ValueTask<(int Count, long Bytes)> DropOldestAsync(DatabaseSession session, string webhookId, long goal)
    {
        var (count, bytes) = (0, 0L);
        foreach (var delivery in await WebhookDeliveryTable.OldestAsync(session, webhookId, DropBatch))
        {
            if (bytes >= goal) break;
            await WebhookDeliveryTable.FinishAsync(session, delivery, clock.GetUtcNow());
            (count, bytes) = (count + 1, bytes + delivery.Bytes + RowBytes);
        }

        return (count, bytes);
    }

    private static async ValueTask<PendingEvent?> OpenAsync(DatabaseSession session, WebhookDeliveryRow delivery, CancellationToken cancellationToken)
    {
        if (await WebhookTable.FindAsync(session, delivery.WebhookId, cancellationToken) is not { } webhook) return null;
        // Given up a moment ago: nobody will miss what is not sent.
        if (await EventPayloadTable.FindAsync(session, delivery.Stream, delivery.EventId, cancellationToken) is not { } text) return new PendingEvent(webhook, null);
        var payload = JsonNode.Parse(text)!.AsObject();
        return new PendingEvent(webhook, await EventEnrichment.FillAsync(session, payload, webhook, cancellationToken) ? payload : null);
    }

    private Task<bool> WriteAsync(Func<DatabaseSession, ValueTask> work, CancellationToken cancellationToken) =>
        database.DeleteAsync(
            async session =>
            {
                await work(session);
                return true;
            },
            cancellationToken);
}

/// <summary>An event that is about to be sent.</summary>
/// <param name="Webhook">Who is told.</param>
/// <param name="Payload">What is told; <c>null</c>: it was given up, or its message was deleted, and nothing is to be told.</param>
public sealed record PendingEvent(WebhookRow Webhook, JsonObject? Payload);
