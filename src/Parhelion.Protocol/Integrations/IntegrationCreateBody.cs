namespace Parhelion;

/// <summary>Body of <c>POST …/integrations</c>.</summary>
public sealed record IntegrationCreateBody
{
    /// <summary>Type of the integration: must be <see cref="Integration.Custom"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The first webhook. Exactly one.</summary>
    public required IReadOnlyList<WebhookCreateBody> Webhooks { get; init; }
}
