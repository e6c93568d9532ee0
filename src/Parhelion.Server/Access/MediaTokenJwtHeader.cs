namespace Parhelion.Server.Access;

/// <summary>The header of a media token, which is a JWT: the algorithm, the type, and the id of the API key that signed the token.</summary>
internal sealed record MediaTokenJwtHeader(string? Alg, string? Typ, string? Kid);
