namespace Parhelion;

/// <summary>An integration as a part of a switchboard. Only such integrations can be in control of a conversation.</summary>
public sealed record SwitchboardIntegration
{
    /// <summary>Id: 24 lower-case hexadecimal characters. It is not the id of the integration.</summary>
    public required string Id { get; init; }

    /// <summary>Name: 1 to 128 letters, digits, <c>-</c> and <c>_</c>, unique in the switchboard.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the integration.</summary>
    public required string IntegrationId { get; init; }

    /// <summary>Type of the integration.</summary>
    public required string IntegrationType { get; init; }

    /// <summary>Whether the integration gets the events of conversations that it does not control.</summary>
    public required bool DeliverStandbyEvents { get; init; }

    /// <summary>Id of the switchboard integration that gets control by the word <c>next</c>.</summary>
    public string? NextSwitchboardIntegrationId { get; init; }

    /// <summary>Number of earlier messages that the integration wants to know, 1 to 10. Stored, but without effect in Parhelion.</summary>
    public long? MessageHistoryCount { get; init; }
}
