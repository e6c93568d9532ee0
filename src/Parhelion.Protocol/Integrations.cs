using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

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

/// <summary>Body of <c>PATCH …/integrations/{integrationId}</c>. Fields that are left out keep their value.
/// An explicit <c>null</c> in the JSON unsets a field.</summary>
public sealed record IntegrationUpdateBody
{
    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>JSON names of the fields to unset, such as <c>displayName</c>.
    /// The client sends each as an explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? Unset { get; init; }
}

/// <summary>A response with one integration.</summary>
public sealed record IntegrationResponse(Integration Integration);

/// <summary>A response with one page of integrations, oldest first.</summary>
public sealed record IntegrationListResponse(IReadOnlyList<Integration> Integrations, PageMeta Meta, PageLinks? Links);
