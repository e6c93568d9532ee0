namespace Parhelion.Protocol;

/// <summary>A response with one device.</summary>
public sealed record DeviceResponse(UserDevice Device);
