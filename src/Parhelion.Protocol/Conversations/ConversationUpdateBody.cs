using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion;

/// <summary>Body of <c>PATCH …/conversations/{conversationId}</c>. Fields that are left out keep their value.
/// An explicit <c>null</c> in the JSON unsets a field.</summary>
public sealed record ConversationUpdateBody
{
    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Description, 1 to 100 characters.</summary>
    public string? Description { get; init; }

    /// <summary>URL of the icon, 1 to 2048 characters.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Replaces the whole metadata.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>The fields to clear, such as <see cref="ConversationField.DisplayName"/>. The client sends each as an explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<ConversationField>? FieldsToClear { get; init; }
}
