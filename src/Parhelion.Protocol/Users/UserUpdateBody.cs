using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion;

/// <summary>Body of <c>PATCH …/users/{userIdOrExternalId}</c>. Fields that are left out keep their value.
/// An explicit <c>null</c> in the JSON unsets a field.</summary>
public sealed record UserUpdateBody
{
    /// <summary>Id of the user in Zendesk, 1 to 128 characters. An extension of Parhelion: the server answers 409 if another user of the app has it.</summary>
    public string? ZendeskId { get; init; }

    /// <summary>The e-mail identity of the user, as a list of one or none. An extension of Parhelion: the server answers 409 if another user of the brand has
    /// it. The address is stored in lower case.</summary>
    public IReadOnlyList<Identity>? Identities { get; init; }

    /// <summary>Time at which the user signed up, as ISO 8601 in the JSON.</summary>
    public DateTimeOffset? SignedUpAt { get; init; }

    /// <summary>Whether to keep the user when inactive users expire. No effect in Parhelion.</summary>
    public bool? ToBeRetained { get; init; }

    /// <summary>Profile fields to change. Fields that are left out keep their value.</summary>
    public Profile? Profile { get; init; }

    /// <summary>Replaces the whole metadata.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>The fields to clear, such as <see cref="UserField.Metadata"/>. The client sends each as an explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<UserField>? FieldsToClear { get; init; }
}
