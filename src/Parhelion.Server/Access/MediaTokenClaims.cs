namespace Parhelion.Server.Access;

/// <summary>
/// The claims of a media token (a JWT): the path, the issue time and the expiry time. The token grants access to the media at this path. Times are Unix
/// seconds.
/// </summary>
internal sealed record MediaTokenClaims(string Path, long Iat, long Exp);
