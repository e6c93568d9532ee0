namespace Parhelion;

/// <summary>A switchboard integration as a conversation names it.</summary>
/// <param name="Id">Id of the switchboard integration.</param>
/// <param name="Name">Its name.</param>
/// <param name="IntegrationId">Id of its integration.</param>
/// <param name="IntegrationType">Type of its integration.</param>
public sealed record SwitchboardIntegrationReference(string Id, string Name, string IntegrationId, string IntegrationType);
