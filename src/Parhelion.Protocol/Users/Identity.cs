namespace Parhelion;

/// <summary>An identity of a user on a channel.</summary>
/// <param name="Type">Kind of identity, such as <c>email</c>.</param>
/// <param name="Value">The identity.</param>
/// <param name="Verification">How the identity was verified.</param>
public sealed record Identity(string Type, string Value, string? Verification);
