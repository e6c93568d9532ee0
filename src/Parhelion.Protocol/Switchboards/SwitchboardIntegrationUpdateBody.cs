using System.Text.Json.Serialization;

namespace Parhelion;

/// <summary>Body of <c>PATCH …/switchboardIntegrations/{switchboardIntegrationId}</c>. Fields that are left out keep their value. An explicit
/// <c>null</c> unsets the next switchboard integration and the number of messages.</summary>
public sealed record SwitchboardIntegrationUpdateBody
{
    /// <summary>Name: 1 to 128 letters, digits, <c>-</c> and <c>_</c>, unique in the switchboard. Not <c>next</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Id of another integration. Set at most one of this and <see cref="IntegrationType"/>.</summary>
    public string? IntegrationId { get; init; }

    /// <summary>Type of another integration, if the app has only one integration of this type.</summary>
    public string? IntegrationType { get; init; }

    /// <summary>Whether the integration gets the events of conversations that it does not control.</summary>
    public bool? DeliverStandbyEvents { get; init; }

    /// <summary>Id of the switchboard integration that gets control by the word <c>next</c>.</summary>
    public string? NextSwitchboardIntegrationId { get; init; }

    /// <summary>Number of earlier messages that the integration wants to know, 1 to 10. Stored, but without effect in Parhelion.</summary>
    public long? MessageHistoryCount { get; init; }

    /// <summary>The fields to clear, such as <see cref="SwitchboardIntegrationField.NextSwitchboardIntegrationId"/>. The client sends each as an explicit
    /// <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<SwitchboardIntegrationField>? FieldsToClear { get; init; }
}
