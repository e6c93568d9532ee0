using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion;

/// <summary>Body of <c>POST …/integrations</c>.</summary>
public sealed record IntegrationCreateBody
{
    /// <summary>Type of the integration, such as <c>custom</c> or <c>whatsapp</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The first webhook of a custom integration, which needs exactly one. Other types have no webhooks.</summary>
    public IReadOnlyList<WebhookCreateBody>? Webhooks { get; init; }

    /// <summary>The other fields of the integration, which depend on its type.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Fields { get; set; }
}
