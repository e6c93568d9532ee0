namespace Parhelion.Protocol;

/// <summary>A response with all switchboards of an app: one or none.</summary>
public sealed record SwitchboardListResponse(IReadOnlyList<Switchboard> Switchboards);
