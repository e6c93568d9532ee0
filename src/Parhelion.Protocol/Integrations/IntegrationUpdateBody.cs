using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion;

/// <summary>Body of <c>PATCH …/integrations/{integrationId}</c>. Fields that are left out keep their value.
/// An explicit <c>null</c> in the JSON unsets a field.</summary>
public sealed record IntegrationUpdateBody
{
    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The other fields to change, which depend on the type of the integration.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Fields { get; set; }

    /// <summary>The fields to clear, such as <see cref="IntegrationField.DisplayName"/>. The client sends each as an explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<IntegrationField>? FieldsToClear { get; init; }
}
