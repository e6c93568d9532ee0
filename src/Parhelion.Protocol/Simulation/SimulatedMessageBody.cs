using System.Text.Json;

namespace Parhelion;

/// <summary>Body of <c>POST …/simulator/messages</c>: a message that a user writes through a simulated channel.</summary>
public sealed record SimulatedMessageBody
{
    /// <summary>Id of the integration that stands for the channel.</summary>
    public required string IntegrationId { get; init; }

    /// <summary>Id of the user. Either this or <see cref="ExternalId"/>.</summary>
    public string? UserId { get; init; }

    /// <summary>Id of the user on the channel, such as a phone number. If nobody has it on this channel yet, the server creates a user. 1 to 255
    /// characters.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The content of the message, as for messages that are posted to a conversation.</summary>
    public required JsonElement Content { get; init; }
}
