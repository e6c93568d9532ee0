using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

/// <summary>What is connected to an app: keys that act for it, and webhooks that hear of it. Only <c>custom</c> ones exist here.</summary>
public sealed record Integration
{
    /// <summary>24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Always <see cref="Custom"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Always <c>active</c>.</summary>
    public required string Status { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Its webhooks.</summary>
    public required IReadOnlyList<Webhook> Webhooks { get; init; }

    /// <summary>The type of an integration that is made of webhooks and keys.</summary>
    public const string Custom = "custom";
}

/// <summary>Body of <c>POST …/integrations</c>.</summary>
public sealed record IntegrationCreateBody
{
    /// <summary>Must be <see cref="Integration.Custom"/>.</summary>
    public required string Type { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Exactly one.</summary>
    public required IReadOnlyList<WebhookCreateBody> Webhooks { get; init; }
}

/// <summary>Body of <c>PATCH …/integrations/{integrationId}</c>. What is absent stays as it is; an explicit <c>null</c> on the wire unsets.</summary>
public sealed record IntegrationUpdateBody
{
    /// <summary>1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Fields to unset, by their names on the wire: <c>metadata</c>, <c>profile.surname</c>. The client sends them as explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? Unset { get; init; }
}

/// <summary>Answer that carries one integration.</summary>
public sealed record IntegrationResponse(Integration Integration);

/// <summary>One page of integrations, oldest first.</summary>
public sealed record IntegrationListResponse(IReadOnlyList<Integration> Integrations, PageMeta Meta, PageLinks? Links);
