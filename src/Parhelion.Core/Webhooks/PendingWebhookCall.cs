using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Webhooks;

/// <summary>
/// Holds a webhook and the payload that the server must send to the webhook. If there is nothing to send any more, the payload is <c>null</c>.
/// </summary>
/// <param name="Webhook">The webhook to call.</param>
/// <param name="Payload">The payload; <c>null</c> if there is nothing to send, because the event was given up or its message was deleted.</param>
/// <param name="TraceParent">The trace of the request that caused the event, as a W3C <c>traceparent</c>; <c>null</c>: none.</param>
/// <param name="StoredPayload">The payload as it was recorded, with ids in place of data that may be deleted before the call; <c>null</c> if the event was
/// given up.</param>
public sealed record PendingWebhookCall(WebhookRow Webhook, JsonObject? Payload, string? TraceParent = null, string? StoredPayload = null);
