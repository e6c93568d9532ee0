using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Events that webhooks have still to hear of, each stream in its order.</summary>
public static class WebhookDeliveryTable
{
    private const string Key = "webhook_id = @webhook AND stream = @stream AND event_id = @event";

    // Index: primary key.
    private const string InsertText = """
        INSERT INTO webhook_deliveries (webhook_id, stream, event_id, type, bytes, created_at, attempts, due_at)
        VALUES (@webhook, @stream, @event, @type, @bytes, @now, 0, @due)
        """;

    // Index: primary key.
    private const string LastEventIdText = "SELECT MAX(event_id) FROM webhook_deliveries WHERE webhook_id = @webhook AND stream = @stream";

    // Index: webhook_deliveries_due, one step to the next webhook.
    private const string NextWebhookText =
        "SELECT webhook_id FROM webhook_deliveries WHERE webhook_id > @after AND due_at IS NOT NULL ORDER BY webhook_id LIMIT 1";

    private const string Columns = "webhook_id, stream, event_id, type, bytes, created_at, attempts";

    private const string Due = "FROM webhook_deliveries WHERE webhook_id = @webhook AND due_at IS NOT NULL AND due_at <= @now ORDER BY due_at LIMIT @limit";

    // Index: webhook_deliveries_due.
    private const string DueText = $"SELECT {Columns} {Due}";

    // Only where nodes share a database; see RemovalTable. Index: webhook_deliveries_due, then the primary key.
    private const string ClaimText = $"""
        WITH due AS MATERIALIZED (SELECT stream, event_id {Due} FOR UPDATE SKIP LOCKED)
        UPDATE webhook_deliveries SET due_at = @until WHERE webhook_id = @webhook AND (stream, event_id) IN (SELECT stream, event_id FROM due)
        RETURNING {Columns}
        """;

    // Index: webhook_deliveries_by_time.
    private const string NextDueText = "SELECT MIN(due_at) FROM webhook_deliveries WHERE due_at > @now AND due_at IS NOT NULL";

    // Index: primary key.
    private const string DeleteText = $"DELETE FROM webhook_deliveries WHERE {Key}";

    // Index: primary key.
    private const string AdvanceText = """
        UPDATE webhook_deliveries SET due_at = @now WHERE webhook_id = @webhook AND stream = @stream
          AND event_id = (SELECT MIN(event_id) FROM webhook_deliveries WHERE webhook_id = @webhook AND stream = @stream)
        """;

    // Index: primary key.
    private const string PostponeText = $"UPDATE webhook_deliveries SET attempts = attempts + 1, due_at = @due WHERE {Key}";

    // Index: primary key.
    private const string DeleteOfWebhookText = """
        DELETE FROM webhook_deliveries WHERE webhook_id = @webhook
          AND event_id IN (SELECT event_id FROM webhook_deliveries WHERE webhook_id = @webhook LIMIT @limit)
        RETURNING stream, event_id
        """;

    // Index: webhook_deliveries_by_age, which has all that is asked for.
    private const string WaitingText =
        "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM webhook_deliveries WHERE webhook_id = @webhook";

    // Index: webhook_deliveries_by_age.
    private const string OldestText = $"SELECT {Columns} FROM webhook_deliveries WHERE webhook_id = @webhook ORDER BY event_id LIMIT @limit";

    /// <summary>Records that a webhook is to hear of an event, in the transaction that causes it. What the event tells is in <see cref="EventPayloadTable"/>.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="row">The delivery. Its event id is greater than <see cref="LastEventIdAsync"/>.</param>
    /// <param name="isFirst">Whether nothing of the stream is waiting: then it is due at once. The others wait for those before them.</param>
    public static async ValueTask InsertAsync(DatabaseSession session, WebhookDeliveryRow row, bool isFirst)
    {
        ArgumentNullException.ThrowIfNull(row);
        var now = row.CreatedAt.ToUnixTimeMilliseconds();
        await Of(session.Sql(InsertText), row)
            .With("@type", row.Type).With("@bytes", row.Bytes).With("@now", now).With("@due", isFirst ? now : null).ExecuteAsync();
    }

    /// <summary>The greatest event id of a stream that a webhook has still to hear of, or <c>null</c>.</summary>
    public static ValueTask<string?> LastEventIdAsync(DatabaseSession session, string webhookId, string stream) =>
        session.Sql(LastEventIdText).With("@webhook", webhookId).With("@stream", stream).FirstAsync(row => row.StringOrNull(0));

    /// <summary>The next webhook, by id, that is to hear of something now or later; <c>null</c> when there is none after this one.</summary>
    public static ValueTask<string?> NextWebhookAsync(DatabaseSession session, string after, CancellationToken cancellationToken) =>
        session.Sql(NextWebhookText).With("@after", after).FirstAsync(row => row.GetString(0), cancellationToken);

    /// <summary>What a webhook is to hear of now, one event of each stream, the longest overdue first.</summary>
    public static ValueTask<List<WebhookDeliveryRow>> DueAsync(DatabaseSession session, string webhookId, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        session.Sql(DueText).With("@webhook", webhookId).With("@now", now.ToUnixTimeMilliseconds()).With("@limit", (long)limit)
            .AllAsync(Read, cancellationToken);

    /// <summary>Takes what a webhook is to hear of now, one event of each stream, for this node alone: until a time no other node gets it.</summary>
    public static ValueTask<List<WebhookDeliveryRow>> ClaimAsync(DatabaseSession session, string webhookId, DateTimeOffset now, DateTimeOffset until, int limit) =>
        session.Sql(ClaimText).With("@webhook", webhookId).With("@now", now.ToUnixTimeMilliseconds()).With("@until", until.ToUnixTimeMilliseconds())
            .With("@limit", (long)limit).AllAsync(Read);

    /// <summary>When something is due that is not due yet; <c>null</c> when nothing is.</summary>
    public static ValueTask<DateTimeOffset?> NextDueAsync(DatabaseSession session, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.Sql(NextDueText).With("@now", now.ToUnixTimeMilliseconds()).FirstAsync(row => row.TimeOrNull(0), cancellationToken);

    /// <summary>One is through, be it delivered or given up: the next of its stream is due, and what it tells goes unless another webhook waits for it.</summary>
    public static async ValueTask FinishAsync(DatabaseSession session, WebhookDeliveryRow row, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(row);
        await Of(session.Sql(DeleteText), row).ExecuteAsync();
        await EventPayloadTable.DeleteUnusedAsync(session, row.Stream, row.EventId);
        await session.Sql(AdvanceText).With("@webhook", row.WebhookId).With("@stream", row.Stream).With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync();
    }

    /// <summary>Counts a failed attempt and sets when to try again.</summary>
    public static async ValueTask PostponeAsync(DatabaseSession session, WebhookDeliveryRow row, DateTimeOffset due) =>
        await Of(session.Sql(PostponeText), row).With("@due", due.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Drops what a dead webhook was to hear of, up to about <paramref name="limit"/>; how many went.</summary>
    public static async ValueTask<int> DeleteOfWebhookAsync(DatabaseSession session, string webhookId, int limit)
    {
        var gone = await session.Sql(DeleteOfWebhookText).With("@webhook", webhookId).With("@limit", (long)limit)
            .AllAsync(row => (Stream: row.GetString(0), EventId: row.GetString(1)));
        foreach (var (stream, eventId) in gone) await EventPayloadTable.DeleteUnusedAsync(session, stream, eventId);
        return gone.Count;
    }

    /// <summary>How many events wait for a webhook, and how many bytes they tell.</summary>
    public static ValueTask<(long Count, long Bytes)> WaitingAsync(DatabaseSession session, string webhookId, CancellationToken cancellationToken) =>
        session.Sql(WaitingText).With("@webhook", webhookId).FirstAsync(row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken);

    /// <summary>The events that have waited longest for a webhook, whatever their stream.</summary>
    public static ValueTask<List<WebhookDeliveryRow>> OldestAsync(DatabaseSession session, string webhookId, int limit) =>
        session.Sql(OldestText).With("@webhook", webhookId).With("@limit", (long)limit).AllAsync(Read);

    private static Statement Of(Statement statement, WebhookDeliveryRow row) =>
        statement.With("@webhook", row.WebhookId).With("@stream", row.Stream).With("@event", row.EventId);

    private static WebhookDeliveryRow Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.Time(5), row.GetInt64(6));
}

/// <summary>An event on its way to a webhook.</summary>
/// <param name="WebhookId">Whom it is for.</param>
/// <param name="Stream">What it is about: a conversation or a user.</param>
/// <param name="EventId">Id of the event, the same for all webhooks and attempts.</param>
/// <param name="Type">Type of the event.</param>
/// <param name="Bytes">Bytes of what it tells, which is in <see cref="EventPayloadTable"/>.</param>
/// <param name="CreatedAt">When it happened.</param>
/// <param name="Attempts">How often delivering it has failed.</param>
public sealed record WebhookDeliveryRow(
    string WebhookId, string Stream, string EventId, string Type, long Bytes, DateTimeOffset CreatedAt, long Attempts = 0);
