namespace Parhelion;

/// <summary>Body of <c>POST …/switchboardIntegrations</c>.</summary>
public sealed record SwitchboardIntegrationCreateBody
{
    /// <summary>Name: 1 to 128 letters, digits, <c>-</c> and <c>_</c>, unique in the switchboard. Not <c>next</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the integration. Set either this or <see cref="IntegrationType"/>.</summary>
    public string? IntegrationId { get; init; }

    /// <summary>Type of the integration, if the app has only one integration of this type.</summary>
    public string? IntegrationType { get; init; }

    /// <summary>Whether the integration gets the events of conversations that it does not control. Default: true.</summary>
    public bool? DeliverStandbyEvents { get; init; }

    /// <summary>Id of the switchboard integration that gets control by the word <c>next</c>.</summary>
    public string? NextSwitchboardIntegrationId { get; init; }

    /// <summary>Number of earlier messages that the integration wants to know, 1 to 10. Stored, but without effect in Parhelion.</summary>
    public long? MessageHistoryCount { get; init; }
}
