namespace Parhelion.Server.Access;

/// <summary>The claims of a media token, which are the second part of the JWT.</summary>
internal sealed record MediaTokenClaims(string Path, long Iat, long Exp);
