using System.Text.Json;

namespace Parhelion;

/// <summary>An end user, who takes part in conversations.</summary>
public sealed record User
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the user in the systems of the business. It is unique in the app, or in the brand of the app.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Id of the user in Zendesk. It is unique in the app.</summary>
    public string? ZendeskId { get; init; }

    /// <summary>Id of the brand that the user belongs to. External ids are separate for each brand.</summary>
    public string? BrandId { get; init; }

    /// <summary>Time at which the user signed up, as given. Default: the time of creation.</summary>
    public DateTimeOffset? SignedUpAt { get; init; }

    /// <summary>Whether to keep the user when inactive users expire. No effect in Parhelion.</summary>
    public bool? ToBeRetained { get; init; }

    /// <summary>Name, e-mail address, avatar and locale of the user. Unknown fields are absent.</summary>
    public required Profile Profile { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Metadata { get; init; }

    /// <summary>The e-mail identity of the user, as a list of one or none.</summary>
    public required IReadOnlyList<Identity> Identities { get; init; }
}
