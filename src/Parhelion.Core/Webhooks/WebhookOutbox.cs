using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;

namespace Parhelion.Core.Webhooks;

/// <summary>Keeps the queue of webhook deliveries in the table <c>webhook_deliveries</c>. A delivery stays in the queue until it has succeeded, was refused for
/// good, or was given up. A crash can therefore repeat a delivery, but cannot lose a delivery.</summary>
/// <param name="database">The database.</param>
/// <param name="mostBytes">Maximum number of bytes that wait for one webhook: the payloads of its events, and <see cref="RowBytes"/> for each event. Beyond it,
/// <see cref="TrimAsync"/> gives up the oldest events.</param>
/// <param name="showAttachment">Converts an attachment to the form that events contain.</param>
/// <param name="clock">The clock.</param>
public sealed class WebhookOutbox(Database database, long mostBytes, Func<AttachmentRow, AttachmentDetails> showAttachment, TimeProvider clock)
{
    /// <summary>Bytes that a waiting event takes in addition to its payload: its row and its index entries.</summary>
    public const int RowBytes = 512;

    /// <summary>How long a claimed delivery is reserved for the node that claimed it; longer than an attempt can take.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(1);

    private const int DeleteBatchRows = 500;
    private const string AboveAllIds = "g";

    // Waiting times after the first, second, third and fourth failure. With a timeout of 20 s per attempt, the fifth attempt ends within 15 minutes.
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(170), TimeSpan.FromSeconds(500)];

    /// <summary>Maximum number of attempts for a delivery.</summary>
    public static int MaxAttempts => Waits.Length + 1;

    /// <summary>Returns the next webhook, by id, that has deliveries in the queue; <c>null</c> if none follows.</summary>
    public ValueTask<string?> NextWebhookAsync(string after, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => WebhookDeliveryTable.NextWebhookAsync(session, after, token), cancellationToken);

    /// <summary>Claims the deliveries of a webhook that are due now, one event of each stream. If nodes share a database, no other node gets a claimed delivery
    /// until <see cref="ClaimTime"/> has passed. A node that does not share its database gets its unfinished deliveries again.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="room">Maximum number of deliveries that may start in addition to those in progress.</param>
    /// <param name="busy">Number of deliveries in progress.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async ValueTask<List<WebhookDeliveryRow>> DequeueAsync(string webhookId, int room, int busy, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.IsShared
            ? await database.DeleteAsync(session => WebhookDeliveryTable.ClaimAsync(session, webhookId, now, now + ClaimTime, room), cancellationToken)
            : await database.ReadAsync((session, token) => WebhookDeliveryTable.DueAsync(session, webhookId, now, room + busy, token), cancellationToken);
    }

    /// <summary>Returns the time until the next delivery is due, among the deliveries that were not due at the given time; <c>null</c> if there is none. The
    /// time is negative if the delivery became due meanwhile.</summary>
    public async Task<TimeSpan?> NextAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => WebhookDeliveryTable.NextDueAsync(session, since, token), cancellationToken) - clock.GetUtcNow();

    /// <summary>Returns the webhook of a delivery and the payload to send; <c>null</c> if the webhook was deleted.</summary>
    public ValueTask<PendingWebhookCall?> OpenAsync(WebhookDeliveryRow delivery, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => OpenAsync(session, delivery, token), cancellationToken);

    /// <summary>Finishes a delivery that succeeded or was refused for good. The next event of its stream becomes due.</summary>
    public Task FinishAsync(WebhookDeliveryRow delivery, CancellationToken cancellationToken) =>
        WriteAsync(session => WebhookDeliveryTable.FinishAsync(session, delivery, clock.GetUtcNow()), cancellationToken);

    /// <summary>Records a failed attempt. The delivery is retried later, or given up after the last attempt; false if it is given up.</summary>
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

    /// <summary>Drops all deliveries of a deleted webhook.</summary>
    public async Task DeleteAsync(string webhookId, CancellationToken cancellationToken)
    {
        int gone;
        do gone = await database.DeleteAsync(session => WebhookDeliveryTable.DeleteOfWebhookAsync(session, webhookId, DeleteBatchRows), cancellationToken);
        while (gone >= DeleteBatchRows);
    }

    /// <summary>Gives up the oldest events of a webhook if more bytes wait for the webhook than allowed. Stops when an eighth of the limit is free again.
    /// Returns the number of events that were given up.</summary>
    public async Task<int> TrimAsync(string webhookId, CancellationToken cancellationToken)
    {
        var waiting = await database.ReadAsync((session, token) => WebhookDeliveryTable.WaitingAsync(session, webhookId, token), cancellationToken);
        var tooMuch = waiting.Bytes + (waiting.Count * RowBytes) - mostBytes;
        if (tooMuch <= 0) return 0;
        var dropped = 0;
        for (tooMuch += mostBytes / 8; tooMuch > 0;)
        {
            var goal = tooMuch;
            var (count, bytes) = await database.DeleteAsync(session => DeleteOldestAsync(session, webhookId, goal), cancellationToken);
            if (count == 0) break;
            (dropped, tooMuch) = (dropped + count, tooMuch - bytes);
        }

        return dropped;
    }

    /// <summary>Counts the events that wait for each webhook of an app, by the id of the webhook.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="limit">The most events of a webhook to count.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyDictionary<string, int>> CountsOfAppAsync(string appId, int limit, CancellationToken cancellationToken) =>
        (await database.ReadAsync((session, token) => WebhookDeliveryTable.CountsOfAppAsync(session, appId, limit, token), cancellationToken))
            .ToDictionary(count => count.WebhookId, count => count.Waiting, StringComparer.Ordinal);

    /// <summary>Lists the events that wait for a webhook, newest first.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="below">Only events with smaller ids; <c>null</c>: all.</param>
    /// <param name="limit">The most events to list.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<WaitingWebhookDelivery>> ListAsync(string webhookId, string? below, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => WebhookDeliveryTable.ListAsync(session, webhookId, below ?? AboveAllIds, limit, token), cancellationToken);

    /// <summary>Finds an event that waits for a webhook, by webhook, stream and event id; <c>null</c> if it does not wait any more.</summary>
    public ValueTask<WaitingWebhookDelivery?> FindAsync(WebhookDeliveryRow delivery, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => WebhookDeliveryTable.FindAsync(session, delivery, token), cancellationToken);

    /// <summary>Returns the payload that a webhook would get now; <c>null</c> if there is nothing to send, because what the event tells of was deleted.</summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="delivery">The event.</param>
    /// <param name="storedPayload">The payload as it was recorded; <c>null</c>: that of the event that waits.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public ValueTask<JsonObject?> PreviewAsync(WebhookRow webhook, WebhookDeliveryRow delivery, string? storedPayload, CancellationToken cancellationToken) =>
        database.ReadAsync<JsonObject?>(
            async (session, token) =>
            {
                if ((storedPayload ?? await EventPayloadTable.FindAsync(session, delivery.Stream, delivery.EventId, token)) is not { } text) return null;
                var payload = JsonNode.Parse(text)!.AsObject();
                EventTraceContext.Detach(payload);
                return await EventEnrichment.FillAsync(session, payload, webhook, showAttachment, token) ? payload : null;
            },
            cancellationToken);

    /// <summary>Sends an event again, at once and beside the other events of its stream. An event that waits loses no attempt by it. One that was finished gets all its
    /// attempts again.</summary>
    /// <param name="delivery">The event.</param>
    /// <param name="storedPayload">The payload as it was recorded; <c>null</c> if it is not known any more.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <returns>False if the event does not wait and its payload is not known any more.</returns>
    public Task<bool> SendAgainAsync(WebhookDeliveryRow delivery, string? storedPayload, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await WebhookDeliveryTable.HastenAsync(session, delivery, clock.GetUtcNow())) return true;
                if (await EventPayloadTable.FindAsync(session, delivery.Stream, delivery.EventId, default) is null)
                {
                    if (storedPayload is null) return false;
                    await EventPayloadTable.InsertAsync(session, delivery.Stream, delivery.EventId, storedPayload);
                }

                await WebhookDeliveryTable.InsertAsync(session, delivery with { Attempts = 0 }, isFirst: true);
                return true;
            },
            cancellationToken);

    private async ValueTask<(int Count, long Bytes)> DeleteOldestAsync(DatabaseSession session, string webhookId, long goal)
    {
        var (count, bytes) = (0, 0L);
        foreach (var delivery in await WebhookDeliveryTable.OldestAsync(session, webhookId, DeleteBatchRows))
        {
            if (bytes >= goal) break;
            await WebhookDeliveryTable.FinishAsync(session, delivery, clock.GetUtcNow());
            (count, bytes) = (count + 1, bytes + delivery.Bytes + RowBytes);
        }

        return (count, bytes);
    }

    private async ValueTask<PendingWebhookCall?> OpenAsync(DatabaseSession session, WebhookDeliveryRow delivery, CancellationToken cancellationToken)
    {
        if (await WebhookTable.FindAsync(session, delivery.WebhookId, cancellationToken) is not { } webhook) return null;
        // The event was given up a moment ago, so there is nothing to send.
        if (await EventPayloadTable.FindAsync(session, delivery.Stream, delivery.EventId, cancellationToken) is not { } text) return new PendingWebhookCall(webhook, null);
        var payload = JsonNode.Parse(text)!.AsObject();
        var traceParent = EventTraceContext.Detach(payload);
        return new PendingWebhookCall(webhook, await EventEnrichment.FillAsync(session, payload, webhook, showAttachment, cancellationToken) ? payload : null, traceParent, text);
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
