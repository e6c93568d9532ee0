namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>switchboard_integrations</c>. Each row makes an integration a part of a switchboard, so that the integration can
/// be in control of conversations.</summary>
public sealed record SwitchboardIntegrationRow
{
    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the app.</summary>
    public required string AppId { get; init; }

    /// <summary>Id of the switchboard.</summary>
    public required string SwitchboardId { get; init; }

    /// <summary>Name, unique in the switchboard.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the integration.</summary>
    public required string IntegrationId { get; init; }

    /// <summary>Type of the integration.</summary>
    public required string IntegrationType { get; init; }

    /// <summary>Whether the integration gets the events of conversations that it neither controls nor is offered.</summary>
    public required bool DeliversStandbyEvents { get; init; }

    /// <summary>Id of the switchboard integration that <c>next</c> stands for; <c>null</c>: none.</summary>
    public string? NextId { get; init; }

    /// <summary>Stored and returned, but without effect.</summary>
    public long? MessageHistoryCount { get; init; }

    /// <summary>Returns the switchboard integration as conversations name it.</summary>
    public SwitchboardIntegrationReference ToReference() => new(Id, Name, IntegrationId, IntegrationType);
}
