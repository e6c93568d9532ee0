namespace Parhelion.Protocol;

/// <summary>A response with one user.</summary>
public sealed record UserResponse(User User);
