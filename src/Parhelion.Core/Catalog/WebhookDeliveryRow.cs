namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>webhook_deliveries</c>. Each row names an event that a webhook has not received yet.</summary>
/// <param name="WebhookId">Id of the webhook.</param>
/// <param name="Stream">Id of the stream, which is the id of the record that the event is about: a conversation, a user, or another record, such as an
/// attachment without a conversation.</param>
/// <param name="EventId">Id of the event, the same for all webhooks and attempts.</param>
/// <param name="Type">Type of the event.</param>
/// <param name="Bytes">Length of the payload in bytes. The payload is in <see cref="EventPayloadTable"/>.</param>
/// <param name="CreatedAt">When the event happened.</param>
/// <param name="Attempts">Number of failed attempts.</param>
public sealed record WebhookDeliveryRow(
    string WebhookId, string Stream, string EventId, string Type, long Bytes, DateTimeOffset CreatedAt, long Attempts = 0);
