namespace Parhelion.Protocol;

/// <summary>A response with one webhook.</summary>
public sealed record WebhookResponse(Webhook Webhook);
