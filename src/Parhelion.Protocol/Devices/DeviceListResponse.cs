namespace Parhelion.Protocol;

/// <summary>A response with the devices of a user.</summary>
public sealed record DeviceListResponse(IReadOnlyList<UserDevice> Devices);
