namespace Parhelion.Core.Catalog;

/// <summary>Represents an event that a webhook has not received yet, and the time of the next attempt to send it.</summary>
/// <param name="Row">The event.</param>
/// <param name="DueAt">When the next attempt begins; <c>null</c> if the event waits for an earlier event of its stream. While a node that shares its database makes an
/// attempt, <c>DueAt</c> is the time at which another node takes over.</param>
public sealed record WaitingWebhookDelivery(WebhookDeliveryRow Row, DateTimeOffset? DueAt);
