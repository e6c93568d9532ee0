namespace Parhelion;

/// <summary>Body of <c>POST …/simulator/activities</c>: a user of a simulated channel is typing or has read.</summary>
public sealed record SimulatedActivityBody
{
    /// <summary>Id of the integration that stands for the channel.</summary>
    public required string IntegrationId { get; init; }

    /// <summary>Id of the user. Either this or <see cref="ExternalId"/>.</summary>
    public string? UserId { get; init; }

    /// <summary>Id of the user on the channel, such as a phone number. 1 to 255 characters.</summary>
    public string? ExternalId { get; init; }

    /// <summary>What the user does: one of <see cref="ActivityTypes"/>.</summary>
    public required string Type { get; init; }
}
