namespace Parhelion.Core.Catalog;

/// <summary>Represents an event that a webhook has not received yet, and the time of the next attempt to send it.</summary>
/// <param name="Row">The event.</param>
/// <param name="DueAt">When the next attempt begins; <c>null</c> if the event waits for an earlier event of its stream. If several nodes share the database, a
/// node claims an event before it begins an attempt: it sets <c>DueAt</c> to the time from which another node may try.</param>
public sealed record WaitingWebhookDelivery(WebhookDeliveryRow Row, DateTimeOffset? DueAt);
