namespace Parhelion.Server.Access;

/// <summary>The header of a media token, which is the first part of the JWT.</summary>
internal sealed record MediaTokenHeader(string? Alg, string? Typ, string? Kid);
