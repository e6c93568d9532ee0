namespace Parhelion.Protocol;

/// <summary>A response with one client.</summary>
public sealed record ClientResponse(UserClient Client);
