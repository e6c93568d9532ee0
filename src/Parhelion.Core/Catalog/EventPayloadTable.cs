namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>event_payloads</c>, which holds the payloads of the events that webhooks have not received yet. If several webhooks
/// have not received an event, they share the one stored payload of the event.</summary>
public static class EventPayloadTable
{
    // Index: primary key.
    private const string InsertText = "INSERT INTO event_payloads (stream, event_id, payload) VALUES (@stream, @event, @payload)";

    // Index: primary key.
    private const string FindText = "SELECT payload FROM event_payloads WHERE stream = @stream AND event_id = @event";

    // Index: primary key, then webhook_deliveries_by_event.
    private const string DeleteUnusedText = """
        DELETE FROM event_payloads WHERE stream = @stream AND event_id = @event
          AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.stream = @stream AND d.event_id = @event)
        """;

    /// <summary>Inserts the payload of an event.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, string stream, string eventId, string payload) =>
        await session.Sql(InsertText).With("@stream", stream).With("@event", eventId).With("@payload", payload).ExecuteAsync();

    /// <summary>Gets the payload of an event, a JSON object; <c>null</c> when no delivery needs it any more.</summary>
    public static ValueTask<string?> FindAsync(DatabaseSession session, string stream, string eventId, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@stream", stream).With("@event", eventId).FirstAsync(row => row.GetString(0), cancellationToken);

    /// <summary>Deletes the payload of an event unless another delivery still needs it.</summary>
    public static async ValueTask DeleteUnusedAsync(DatabaseSession session, string stream, string eventId) =>
        await session.Sql(DeleteUnusedText).With("@stream", stream).With("@event", eventId).ExecuteAsync();
}
