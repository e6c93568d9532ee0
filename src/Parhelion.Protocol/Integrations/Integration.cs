using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion;

/// <summary>An integration of an app. A custom integration has keys that may act for the app, and webhooks that receive its events. An integration of another type
/// stands for a channel, such as WhatsApp; Parhelion stores its fields, but calls no channel.</summary>
public sealed record Integration
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Type of the integration, such as <c>custom</c> or <c>whatsapp</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Status of the integration: <c>active</c> for a custom integration, <c>inactive</c> for a channel.</summary>
    public required string Status { get; init; }

    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The webhooks of a custom integration; empty for other types.</summary>
    public IReadOnlyList<Webhook> Webhooks
    {
        get => field ?? [];
        init;
    }

    /// <summary>The other fields of the integration, which depend on its type. Most secrets are not among them.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Fields { get; set; }

    /// <summary>The type of an integration that consists of webhooks and keys.</summary>
    public const string Custom = "custom";
}
