using System.Text.Json;

namespace Parhelion;

/// <summary>Body of <c>POST …/simulator/postbacks</c>: a user of a simulated channel presses a postback button.</summary>
public sealed record SimulatedPostbackBody
{
    /// <summary>Id of the integration that stands for the channel.</summary>
    public required string IntegrationId { get; init; }

    /// <summary>Id of the user. Either this or <see cref="ExternalId"/>.</summary>
    public string? UserId { get; init; }

    /// <summary>Id of the user on the channel, such as a phone number. 1 to 255 characters.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The payload of the button, at most 4,096 characters.</summary>
    public required string Payload { get; init; }

    /// <summary>The metadata of the button: a flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
