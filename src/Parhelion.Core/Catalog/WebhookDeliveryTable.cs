using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>webhook_deliveries</c>, which names the events that webhooks have not received yet. All events about one record, such
/// as a conversation or a user, form a stream. Each webhook gets the events of a stream in order.</summary>
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

    // Index: webhook_deliveries_by_event.
    private const string HasTypeText = "SELECT 1 FROM webhook_deliveries WHERE stream = @stream AND type = @type LIMIT 1";

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

    // Index: webhook_deliveries_by_time. The first event of each stream, which is the oldest of the stream.
    private const string AgeText = "SELECT created_at FROM webhook_deliveries WHERE due_at IS NOT NULL ORDER BY due_at LIMIT @limit";

    // Index: primary key.
    private const string AnyText = "SELECT 1 FROM webhook_deliveries ORDER BY webhook_id, stream, event_id LIMIT @limit";

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

    // Index: webhook_deliveries_by_age, which contains all columns of the query.
    private const string WaitingText =
        "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM webhook_deliveries WHERE webhook_id = @webhook";

    // Index: webhook_deliveries_by_age.
    private const string OldestText = $"SELECT {Columns} FROM webhook_deliveries WHERE webhook_id = @webhook ORDER BY event_id LIMIT @limit";

    // Index: webhook_deliveries_by_age.
    private const string ListText = $"SELECT {Columns}, due_at FROM webhook_deliveries WHERE webhook_id = @webhook AND event_id < @below ORDER BY event_id DESC LIMIT @limit";

    // Index: webhooks_by_app, then webhook_deliveries_by_age. An app has at most ten webhooks.
    private const string CountsOfAppText = """
        SELECT w.id, (SELECT COUNT(*) FROM (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = w.id LIMIT @limit) AS waiting)
        FROM webhooks w WHERE w.app_id = @app ORDER BY w.id LIMIT 100
        """;

    // Index: primary key.
    private const string FindText = $"SELECT {Columns}, due_at FROM webhook_deliveries WHERE {Key}";

    // Index: primary key.
    private const string HastenText = $"UPDATE webhook_deliveries SET due_at = @now WHERE {Key}";

    /// <summary>Inserts a delivery in the transaction that causes the event. The payload of the event is in <see cref="EventPayloadTable"/>.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="row">The delivery. Its event id must be greater than the result of <see cref="LastEventIdAsync"/>.</param>
    /// <param name="isFirst">Whether no other event of the stream waits. The delivery is then due at once. Otherwise it waits for the earlier events.</param>
    public static async ValueTask InsertAsync(DatabaseSession session, WebhookDeliveryRow row, bool isFirst)
    {
        ArgumentNullException.ThrowIfNull(row);
        var now = row.CreatedAt.ToUnixTimeMilliseconds();
        await Bind(session.Sql(InsertText), row)
            .With("@type", row.Type).With("@bytes", row.Bytes).With("@now", now).With("@due", isFirst ? now : null).ExecuteAsync();
    }

    /// <summary>Gets the greatest event id in a stream that still waits for a webhook, or <c>null</c>.</summary>
    public static ValueTask<string?> LastEventIdAsync(DatabaseSession session, string webhookId, string stream) =>
        session.Sql(LastEventIdText).With("@webhook", webhookId).With("@stream", stream).FirstAsync(row => row.StringOrNull(0));

    /// <summary>Whether an event of this type waits in a stream for any webhook.</summary>
    public static ValueTask<bool> HasTypeAsync(DatabaseSession session, string stream, string type) =>
        session.Sql(HasTypeText).With("@stream", stream).With("@type", type).FirstAsync(_ => true);

    /// <summary>Gets the first webhook id after <paramref name="after"/> for which a delivery is scheduled; <c>null</c> when there is none.</summary>
    public static ValueTask<string?> NextWebhookAsync(DatabaseSession session, string after, CancellationToken cancellationToken) =>
        session.Sql(NextWebhookText).With("@after", after).FirstAsync(row => row.GetString(0), cancellationToken);

    /// <summary>Lists deliveries of a webhook that are due now, one for each stream, the longest overdue first.</summary>
    public static ValueTask<List<WebhookDeliveryRow>> DueAsync(DatabaseSession session, string webhookId, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        session.Sql(DueText).With("@webhook", webhookId).With("@now", now.ToUnixTimeMilliseconds()).With("@limit", (long)limit)
            .AllAsync(Read, cancellationToken);

    /// <summary>Claims deliveries of a webhook that are due now, one for each stream. No other node gets them before <paramref name="until"/>.</summary>
    public static ValueTask<List<WebhookDeliveryRow>> ClaimAsync(DatabaseSession session, string webhookId, DateTimeOffset now, DateTimeOffset until, int limit) =>
        session.Sql(ClaimText).With("@webhook", webhookId).With("@now", now.ToUnixTimeMilliseconds()).With("@until", until.ToUnixTimeMilliseconds())
            .With("@limit", (long)limit).AllAsync(Read);

    /// <summary>Gets the next time after <paramref name="now"/> at which a delivery is due; <c>null</c> when there is none.</summary>
    public static ValueTask<DateTimeOffset?> NextDueAsync(DatabaseSession session, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.Sql(NextDueText).With("@now", now.ToUnixTimeMilliseconds()).FirstAsync(row => row.TimeOrNull(0), cancellationToken);

    /// <summary>Counts the deliveries that wait, up to <paramref name="limit"/>.</summary>
    public static async ValueTask<int> CountAsync(DatabaseSession session, int limit, CancellationToken cancellationToken) =>
        (await session.Sql(AnyText).With("@limit", (long)limit).AllAsync(_ => true, cancellationToken)).Count;

    /// <summary>Lists when the events happened that wait in front of their streams, up to <paramref name="limit"/> of those that are due first.</summary>
    public static ValueTask<List<DateTimeOffset>> AgesAsync(DatabaseSession session, int limit, CancellationToken cancellationToken) =>
        session.Sql(AgeText).With("@limit", (long)limit).AllAsync(row => row.Time(0), cancellationToken);

    /// <summary>Deletes a delivery that has succeeded or was given up, and makes the next delivery of its stream due. Also deletes the payload, unless another
    /// webhook needs it.</summary>
    public static async ValueTask FinishAsync(DatabaseSession session, WebhookDeliveryRow row, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(row);
        await Bind(session.Sql(DeleteText), row).ExecuteAsync();
        await EventPayloadTable.DeleteUnusedAsync(session, row.Stream, row.EventId);
        await session.Sql(AdvanceText).With("@webhook", row.WebhookId).With("@stream", row.Stream).With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync();
    }

    /// <summary>Counts a failed attempt and sets when to try again.</summary>
    public static async ValueTask PostponeAsync(DatabaseSession session, WebhookDeliveryRow row, DateTimeOffset due) =>
        await Bind(session.Sql(PostponeText), row).With("@due", due.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Deletes about <paramref name="limit"/> deliveries of a deleted webhook. Returns how many.</summary>
    public static async ValueTask<int> DeleteOfWebhookAsync(DatabaseSession session, string webhookId, int limit)
    {
        var gone = await session.Sql(DeleteOfWebhookText).With("@webhook", webhookId).With("@limit", (long)limit)
            .AllAsync(row => (Stream: row.GetString(0), EventId: row.GetString(1)));
        foreach (var (stream, eventId) in gone) await EventPayloadTable.DeleteUnusedAsync(session, stream, eventId);
        return gone.Count;
    }

    /// <summary>Gets the number of events that wait for a webhook, and the bytes of their payloads.</summary>
    public static ValueTask<(long Count, long Bytes)> WaitingAsync(DatabaseSession session, string webhookId, CancellationToken cancellationToken) =>
        session.Sql(WaitingText).With("@webhook", webhookId).FirstAsync(row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken);

    /// <summary>Lists the events that have waited longest for a webhook, across all streams.</summary>
    public static ValueTask<List<WebhookDeliveryRow>> OldestAsync(DatabaseSession session, string webhookId, int limit) =>
        session.Sql(OldestText).With("@webhook", webhookId).With("@limit", (long)limit).AllAsync(Read);

    /// <summary>Lists the events that wait for a webhook, newest first.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="below">Only events with smaller ids.</param>
    /// <param name="limit">The most events to list.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static ValueTask<List<WaitingWebhookDelivery>> ListAsync(DatabaseSession session, string webhookId, string below, int limit, CancellationToken cancellationToken) =>
        session.Sql(ListText).With("@webhook", webhookId).With("@below", below).With("@limit", (long)limit).AllAsync(ReadWaiting, cancellationToken);

    /// <summary>Counts the events that wait for each webhook of an app, up to <paramref name="limit"/> of each.</summary>
    public static ValueTask<List<(string WebhookId, int Waiting)>> CountsOfAppAsync(DatabaseSession session, string appId, int limit, CancellationToken cancellationToken) =>
        session.Sql(CountsOfAppText).With("@app", appId).With("@limit", (long)limit).AllAsync(row => (row.GetString(0), (int)row.GetInt64(1)), cancellationToken);

    /// <summary>Finds an event that waits for a webhook; <c>null</c> when it does not wait any more.</summary>
    public static ValueTask<WaitingWebhookDelivery?> FindAsync(DatabaseSession session, WebhookDeliveryRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Bind(session.Sql(FindText), row).FirstAsync<WaitingWebhookDelivery?>(ReadWaiting, cancellationToken);
    }

    /// <summary>Makes a delivery due now. False when it does not wait any more.</summary>
    public static async ValueTask<bool> HastenAsync(DatabaseSession session, WebhookDeliveryRow row, DateTimeOffset now) =>
        await Bind(session.Sql(HastenText), row).With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync() == 1;

    private static WaitingWebhookDelivery ReadWaiting(DbDataReader row) => new(Read(row), row.TimeOrNull(7));

    private static SqlStatement Bind(SqlStatement statement, WebhookDeliveryRow row) =>
        statement.With("@webhook", row.WebhookId).With("@stream", row.Stream).With("@event", row.EventId);

    private static WebhookDeliveryRow Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.Time(5), row.GetInt64(6));
}
