namespace Parhelion.Core.Catalog;

/// <summary>An event that waits for a webhook, and when it is sent.</summary>
/// <param name="Row">The event.</param>
/// <param name="DueAt">When the next attempt begins; <c>null</c> if the event waits for an earlier one of its stream. While an attempt runs on a node that shares its
/// database, the time is at which another node takes over.</param>
public sealed record WaitingDelivery(WebhookDeliveryRow Row, DateTimeOffset? DueAt);
