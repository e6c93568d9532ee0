namespace Parhelion.Protocol;

/// <summary>A response with all webhooks of an integration.</summary>
public sealed record WebhookListResponse(IReadOnlyList<Webhook> Webhooks);
