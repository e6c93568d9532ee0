using System.Text.Json;

namespace Parhelion;

/// <summary>The user of an event: the ids; and profile and metadata if the webhook includes full users.</summary>
public sealed record EventUser
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the user in the systems of the business.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Id of the brand that the user belongs to.</summary>
    public string? BrandId { get; init; }

    /// <summary>Time at which the user signed up.</summary>
    public DateTimeOffset? SignedUpAt { get; init; }

    /// <summary>Name, e-mail address, avatar and locale.</summary>
    public Profile? Profile { get; init; }

    /// <summary>The metadata of the user.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
