namespace Parhelion.Protocol;

/// <summary>A response with the users that have an e-mail identity: one or none, because an e-mail identity belongs to one user.</summary>
public sealed record UserListResponse(IReadOnlyList<User> Users);
