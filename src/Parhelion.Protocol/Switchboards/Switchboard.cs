namespace Parhelion;

/// <summary>The switchboard of an app. It decides which integration is in control of a conversation, and which integrations get the events of a
/// conversation.</summary>
public sealed record Switchboard
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Whether the switchboard has an effect. While it is disabled, all integrations get all events.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Id of the <see cref="SwitchboardIntegration"/> that gets control of new conversations. Absent until it is set.</summary>
    public string? DefaultSwitchboardIntegrationId { get; init; }
}
