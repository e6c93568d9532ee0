using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

/// <summary>An end user, who takes part in conversations.</summary>
public sealed record User
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the user in the systems of the business. It is unique in the app, or in the brand of the app.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Id of the brand that the user belongs to. External ids are separate for each brand.</summary>
    public string? BrandId { get; init; }

    /// <summary>Time at which the user signed up, as given. Default: the time of creation.</summary>
    public DateTimeOffset? SignedUpAt { get; init; }

    /// <summary>Whether to keep the user when inactive users expire. No effect in Parhelion.</summary>
    public bool? ToBeRetained { get; init; }

    /// <summary>Name, e-mail address, avatar and locale of the user. Unknown fields are absent.</summary>
    public required Profile Profile { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Protocol.Metadata"/>.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Metadata { get; init; }

    /// <summary>Identities of the user on channels. Always empty in Parhelion, which has no channels.</summary>
    public required IReadOnlyList<Identity> Identities { get; init; }
}

/// <summary>Name, e-mail address, avatar and locale of a user. Every field may be absent.</summary>
public sealed record Profile
{
    /// <summary>Given name, 1 to 128 characters.</summary>
    public string? GivenName { get; init; }

    /// <summary>Surname, 1 to 128 characters.</summary>
    public string? Surname { get; init; }

    /// <summary>E-mail address, 1 to 128 characters.</summary>
    public string? Email { get; init; }

    /// <summary>URL of the avatar, 1 to 2048 characters. The server stores it and never fetches it.</summary>
    public string? AvatarUrl { get; init; }

    /// <summary>BCP 47 language tag, 1 to 64 characters.</summary>
    public string? Locale { get; init; }
}

/// <summary>An identity of a user on a channel.</summary>
/// <param name="Type">Kind of identity, such as <c>email</c>.</param>
/// <param name="Value">The identity.</param>
/// <param name="Verification">How the identity was verified.</param>
public sealed record Identity(string Type, string Value, string? Verification);

/// <summary>Body of <c>POST …/users</c>. No field is required.</summary>
public sealed record UserCreateBody
{
    /// <summary>External id, 1 to 1024 characters. The server answers 409 if another user has it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Id of the brand, 1 to 24 characters.</summary>
    public string? BrandId { get; init; }

    /// <summary>Time at which the user signed up, as ISO 8601 in the JSON.</summary>
    public DateTimeOffset? SignedUpAt { get; init; }

    /// <summary>Whether to keep the user when inactive users expire. No effect in Parhelion.</summary>
    public bool? ToBeRetained { get; init; }

    /// <summary>Name, e-mail address, avatar and locale of the user.</summary>
    public Profile? Profile { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Protocol.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>Body of <c>PATCH …/users/{userIdOrExternalId}</c>. Fields that are left out keep their value.
/// An explicit <c>null</c> in the JSON unsets a field.</summary>
public sealed record UserUpdateBody
{
    /// <summary>Time at which the user signed up, as ISO 8601 in the JSON.</summary>
    public DateTimeOffset? SignedUpAt { get; init; }

    /// <summary>Whether to keep the user when inactive users expire. No effect in Parhelion.</summary>
    public bool? ToBeRetained { get; init; }

    /// <summary>Profile fields to change. Fields that are left out keep their value.</summary>
    public Profile? Profile { get; init; }

    /// <summary>Replaces the whole metadata.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>JSON names of the fields to unset, such as <c>metadata</c> or <c>profile.surname</c>.
    /// The client sends each as an explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? Unset { get; init; }
}

/// <summary>A response with one user.</summary>
public sealed record UserResponse(User User);
