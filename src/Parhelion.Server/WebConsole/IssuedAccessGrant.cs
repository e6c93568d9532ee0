namespace Parhelion.Server.WebConsole;

/// <summary>A link or token that the attachment page of the web console has just made. The link or token works without a key for a limited time, and is shown
/// once.</summary>
/// <param name="Name">The kind of link or token, in words.</param>
/// <param name="Value">The link or the token.</param>
/// <param name="ExpiresAt">When the link or token expires.</param>
public sealed record IssuedAccessGrant(string Name, string Value, DateTimeOffset ExpiresAt);
