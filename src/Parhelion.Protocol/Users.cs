using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

/// <summary>Somebody who takes part in conversations.</summary>
public sealed record User
{
    /// <summary>24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>The id that the business knows the user by; unique in the app, or in the brand of the app.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The brand that the user is kept apart in.</summary>
    public string? BrandId { get; init; }

    /// <summary>When the user signed up: as given, else when the user was created.</summary>
    public DateTimeOffset? SignedUpAt { get; init; }

    /// <summary>Whether the user is to be kept after the expiry of inactive users. Kept, not acted on.</summary>
    public bool? ToBeRetained { get; init; }

    /// <summary>Who the user is; fields that are not known are absent.</summary>
    public required Profile Profile { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Metadata { get; init; }

    /// <summary>Connected identities. They come from channels, so here the list is empty.</summary>
    public required IReadOnlyList<Identity> Identities { get; init; }
}

/// <summary>Who a user is. Every field may be absent.</summary>
public sealed record Profile
{
    /// <summary>1 to 128 characters.</summary>
    public string? GivenName { get; init; }

    /// <summary>1 to 128 characters.</summary>
    public string? Surname { get; init; }

    /// <summary>1 to 128 characters.</summary>
    public string? Email { get; init; }

    /// <summary>A URL of 1 to 2048 characters. Stored, never fetched.</summary>
    public string? AvatarUrl { get; init; }

    /// <summary>Language in the form of BCP 47, 1 to 64 characters.</summary>
    public string? Locale { get; init; }
}

/// <summary>An identity of a user on a channel.</summary>
/// <param name="Type">Kind of identity, such as <c>email</c>.</param>
/// <param name="Value">The identity.</param>
/// <param name="Verification">How it was verified.</param>
public sealed record Identity(string Type, string Value, string? Verification);

/// <summary>Body of <c>POST …/users</c>. Nothing is required.</summary>
public sealed record UserCreateBody
{
    /// <summary>1 to 1024 characters; 409 when another user has it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>1 to 24 characters.</summary>
    public string? BrandId { get; init; }

    /// <summary>ISO 8601.</summary>
    public DateTimeOffset? SignedUpAt { get; init; }

    /// <summary>Kept, not acted on.</summary>
    public bool? ToBeRetained { get; init; }

    /// <summary>Who the user is.</summary>
    public Profile? Profile { get; init; }

    /// <summary>Flat object, at most 4096 bytes as JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>Body of <c>PATCH …/users/{userIdOrExternalId}</c>. What is absent stays as it is; an explicit <c>null</c> on the wire unsets.</summary>
public sealed record UserUpdateBody
{
    /// <summary>ISO 8601.</summary>
    public DateTimeOffset? SignedUpAt { get; init; }

    /// <summary>Kept, not acted on.</summary>
    public bool? ToBeRetained { get; init; }

    /// <summary>Fields to change; the others stay.</summary>
    public Profile? Profile { get; init; }

    /// <summary>Replaces the whole object.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Fields to unset, by their names on the wire: <c>metadata</c>, <c>profile.surname</c>. The client sends them as explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? Unset { get; init; }
}

/// <summary>Answer that carries one user.</summary>
public sealed record UserResponse(User User);
