namespace Parhelion;

/// <summary>An integration of an app: keys that may act for the app, and webhooks that receive its events. Parhelion has only the type
/// <c>custom</c>.</summary>
public sealed record Integration
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Type of the integration: always <see cref="Custom"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Status of the integration: always <c>active</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The webhooks of the integration.</summary>
    public required IReadOnlyList<Webhook> Webhooks { get; init; }

    /// <summary>The type of an integration that consists of webhooks and keys.</summary>
    public const string Custom = "custom";
}
