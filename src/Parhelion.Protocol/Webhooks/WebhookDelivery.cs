using Parhelion.Protocol;

namespace Parhelion;

/// <summary>The body of a call to a webhook: one or more events.</summary>
/// <param name="App">The app of the events.</param>
/// <param name="Webhook">The webhook that is called.</param>
/// <param name="Events">The events in the order in which they happened.</param>
public sealed record WebhookDelivery(WebhookDeliveryApp App, WebhookDeliveryWebhook Webhook, IReadOnlyList<WebhookEvent> Events);
