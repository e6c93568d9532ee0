namespace Parhelion.Protocol;

/// <summary>A response with one page of the clients of a user, oldest first.</summary>
public sealed record ClientListResponse(IReadOnlyList<UserClient> Clients, PageMeta Meta, PageLinks? Links = null);
