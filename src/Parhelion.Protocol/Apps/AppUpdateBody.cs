using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion;

/// <summary>Body of <c>PATCH /v2/apps/{appId}</c>. Fields that are left out keep their value.</summary>
public sealed record AppUpdateBody
{
    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Settings to change. Settings that are left out keep their value.</summary>
    public AppSettings? Settings { get; init; }

    /// <summary>Replaces the whole metadata. An explicit <c>null</c> in the JSON removes it.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>The fields to clear, such as <see cref="AppField.Metadata"/>. The client sends each as an explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<AppField>? FieldsToClear { get; init; }
}
