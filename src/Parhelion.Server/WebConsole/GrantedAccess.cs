namespace Parhelion.Server.WebConsole;

/// <summary>Something that the page of an attachment has just made, which works without a key for a limited time. It is shown once.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Value">The link or the token.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record GrantedAccess(string Name, string Value, DateTimeOffset ExpiresAt);
