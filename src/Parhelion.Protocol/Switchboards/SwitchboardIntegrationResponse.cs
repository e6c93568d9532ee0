namespace Parhelion.Protocol;

/// <summary>A response with one switchboard integration.</summary>
public sealed record SwitchboardIntegrationResponse(SwitchboardIntegration SwitchboardIntegration);
