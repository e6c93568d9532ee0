namespace Parhelion.Protocol;

/// <summary>A response with all switchboard integrations of a switchboard, oldest first.</summary>
public sealed record SwitchboardIntegrationListResponse(IReadOnlyList<SwitchboardIntegration> SwitchboardIntegrations);
