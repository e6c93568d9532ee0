using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Events that webhooks have still to hear of, each stream in its order.</summary>
public static class DeliveryTable
{
    private const string Key = "webhook_id = @webhook AND stream = @stream AND event_id = @event";

    // Index: primary key.
    private const string InsertText = """
        INSERT INTO deliveries (webhook_id, stream, event_id, type, payload, created_at, attempts, due_at)
        VALUES (@webhook, @stream, @event, @type, @payload, @now, 0, @due)
        """;

    // Index: primary key.
    private const string LastEventIdText = "SELECT MAX(event_id) FROM deliveries WHERE webhook_id = @webhook AND stream = @stream";

    // Index: deliveries_due, one step to the next webhook.
    private const string NextWebhookText =
        "SELECT webhook_id FROM deliveries WHERE webhook_id > @after AND due_at IS NOT NULL ORDER BY webhook_id LIMIT 1";

    private const string Columns = "webhook_id, stream, event_id, type, payload, created_at, attempts";

    private const string Due = "FROM deliveries WHERE webhook_id = @webhook AND due_at IS NOT NULL AND due_at <= @now ORDER BY due_at LIMIT @limit";

    // Index: deliveries_due.
    private const string DueText = $"SELECT {Columns} {Due}";

    // Only where nodes share a database; see RemovalTable. Index: deliveries_due, then the primary key.
    private const string ClaimText = $"""
        WITH due AS MATERIALIZED (SELECT stream, event_id {Due} FOR UPDATE SKIP LOCKED)
        UPDATE deliveries SET due_at = @until WHERE webhook_id = @webhook AND (stream, event_id) IN (SELECT stream, event_id FROM due)
        RETURNING {Columns}
        """;

    // Index: deliveries_by_time.
    private const string NextDueText = "SELECT MIN(due_at) FROM deliveries WHERE due_at > @now AND due_at IS NOT NULL";

    // Index: primary key.
    private const string DeleteText = $"DELETE FROM deliveries WHERE {Key}";

    // Index: primary key.
    private const string AdvanceText = """
        UPDATE deliveries SET due_at = @now WHERE webhook_id = @webhook AND stream = @stream
          AND event_id = (SELECT MIN(event_id) FROM deliveries WHERE webhook_id = @webhook AND stream = @stream)
        """;

    // Index: primary key.
    private const string PostponeText = $"UPDATE deliveries SET attempts = attempts + 1, due_at = @due WHERE {Key}";

    // Index: primary key.
    private const string DeleteOfWebhookText = """
        DELETE FROM deliveries WHERE webhook_id = @webhook
          AND event_id IN (SELECT event_id FROM deliveries WHERE webhook_id = @webhook LIMIT @limit)
        """;

    /// <summary>Records that a webhook is to hear of an event, in the transaction that causes it.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="webhookId">Whom it is for.</param>
    /// <param name="stream">What it is about.</param>
    /// <param name="eventId">Id of the event, greater than <see cref="LastEventIdAsync"/>.</param>
    /// <param name="type">Type of the event.</param>
    /// <param name="payload">JSON object.</param>
    /// <param name="now">When it happened.</param>
    /// <param name="isFirst">Whether nothing of the stream is waiting: then it is due at once. The others wait for those before them.</param>
    public static async ValueTask InsertAsync(
        Session session, string webhookId, string stream, string eventId, string type, string payload, DateTimeOffset now, bool isFirst) =>
        await session.Sql(InsertText)
            .With("@webhook", webhookId).With("@stream", stream).With("@event", eventId).With("@type", type).With("@payload", payload)
            .With("@now", now.ToUnixTimeMilliseconds()).With("@due", isFirst ? now.ToUnixTimeMilliseconds() : null).ExecuteAsync();

    /// <summary>The greatest event id of a stream that a webhook has still to hear of, or <c>null</c>.</summary>
    public static ValueTask<string?> LastEventIdAsync(Session session, string webhookId, string stream) =>
        session.Sql(LastEventIdText).With("@webhook", webhookId).With("@stream", stream).FirstAsync(row => row.StringOrNull(0));

    /// <summary>The next webhook, by id, that is to hear of something now or later; <c>null</c> when there is none after this one.</summary>
    public static ValueTask<string?> NextWebhookAsync(Session session, string after, CancellationToken cancellationToken) =>
        session.Sql(NextWebhookText).With("@after", after).FirstAsync(row => row.GetString(0), cancellationToken);

    /// <summary>What a webhook is to hear of now, one event of each stream, the longest overdue first.</summary>
    public static ValueTask<List<DeliveryRow>> DueAsync(Session session, string webhookId, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        session.Sql(DueText).With("@webhook", webhookId).With("@now", now.ToUnixTimeMilliseconds()).With("@limit", (long)limit)
            .AllAsync(Read, cancellationToken);

    /// <summary>Takes what a webhook is to hear of now, one event of each stream, for this node alone: until a time no other node gets it.</summary>
    public static ValueTask<List<DeliveryRow>> ClaimAsync(Session session, string webhookId, DateTimeOffset now, DateTimeOffset until, int limit) =>
        session.Sql(ClaimText).With("@webhook", webhookId).With("@now", now.ToUnixTimeMilliseconds()).With("@until", until.ToUnixTimeMilliseconds())
            .With("@limit", (long)limit).AllAsync(Read);

    /// <summary>When something is due that is not due yet; <c>null</c> when nothing is.</summary>
    public static ValueTask<DateTimeOffset?> NextDueAsync(Session session, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.Sql(NextDueText).With("@now", now.ToUnixTimeMilliseconds()).FirstAsync(row => row.TimeOrNull(0), cancellationToken);

    /// <summary>One is through, be it delivered or given up: the next of its stream is due.</summary>
    public static async ValueTask FinishAsync(Session session, DeliveryRow row, DateTimeOffset now)
    {
        await Of(session.Sql(DeleteText), row).ExecuteAsync();
        await session.Sql(AdvanceText).With("@webhook", row.WebhookId).With("@stream", row.Stream).With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync();
    }

    /// <summary>Counts a failed attempt and sets when to try again.</summary>
    public static async ValueTask PostponeAsync(Session session, DeliveryRow row, DateTimeOffset due) =>
        await Of(session.Sql(PostponeText), row).With("@due", due.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Drops what a dead webhook was to hear of, up to about <paramref name="limit"/>; how many went.</summary>
    public static ValueTask<int> DeleteOfWebhookAsync(Session session, string webhookId, int limit) =>
        session.Sql(DeleteOfWebhookText).With("@webhook", webhookId).With("@limit", (long)limit).ExecuteAsync();

    private static Statement Of(Statement statement, DeliveryRow row) =>
        statement.With("@webhook", row.WebhookId).With("@stream", row.Stream).With("@event", row.EventId);

    private static DeliveryRow Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Time(5), row.GetInt64(6));
}

/// <summary>An event on its way to a webhook.</summary>
/// <param name="WebhookId">Whom it is for.</param>
/// <param name="Stream">What it is about: a conversation or a user.</param>
/// <param name="EventId">Id of the event, the same for all webhooks and attempts.</param>
/// <param name="Type">Type of the event.</param>
/// <param name="Payload">JSON object.</param>
/// <param name="CreatedAt">When it happened.</param>
/// <param name="Attempts">How often delivering it has failed.</param>
public sealed record DeliveryRow(
    string WebhookId, string Stream, string EventId, string Type, string Payload, DateTimeOffset CreatedAt, long Attempts);
