namespace Parhelion.Server.Access;

/// <summary>The claims of a media token, which is a JWT: the path that the token covers, when it was issued, and when it expires. Times are Unix seconds.</summary>
internal sealed record MediaTokenClaims(string Path, long Iat, long Exp);
