namespace Parhelion.Protocol;

/// <summary>A response with one switchboard.</summary>
public sealed record SwitchboardResponse(Switchboard Switchboard);
