using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Webhooks;

/// <summary>A webhook and the payload to send to it, if there still is one.</summary>
/// <param name="Webhook">The webhook to call.</param>
/// <param name="Payload">The payload; <c>null</c> if nothing is to be sent: the event was given up, or its message was deleted.</param>
public sealed record PendingWebhookCall(WebhookRow Webhook, JsonObject? Payload);
