using System.Text.Json;

namespace Parhelion;

/// <summary>Body of <c>POST …/users</c>. No field is required.</summary>
public sealed record UserCreateBody
{
    /// <summary>External id, 1 to 1024 characters. The server answers 409 if another user has it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Id of the brand, 1 to 24 characters.</summary>
    public string? BrandId { get; init; }

    /// <summary>Id of the user in Zendesk, 1 to 128 characters. An extension of Parhelion: the server answers 409 if another user of the app has it.</summary>
    public string? ZendeskId { get; init; }

    /// <summary>The e-mail identity of the user, as a list of one or none. An extension of Parhelion: the server answers 409 if another user of the brand has
    /// it. The address is stored in lower case.</summary>
    public IReadOnlyList<Identity>? Identities { get; init; }

    /// <summary>Time at which the user signed up, as ISO 8601 in the JSON.</summary>
    public DateTimeOffset? SignedUpAt { get; init; }

    /// <summary>Whether to keep the user when inactive users expire. No effect in Parhelion.</summary>
    public bool? ToBeRetained { get; init; }

    /// <summary>Name, e-mail address, avatar and locale of the user.</summary>
    public Profile? Profile { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
