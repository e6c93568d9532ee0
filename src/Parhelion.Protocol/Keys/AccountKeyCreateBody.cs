namespace Parhelion.Protocol;

/// <summary>Body of <c>POST /v2/account/keys</c>.</summary>
/// <param name="DisplayName">Display name, 1 to 100 characters.</param>
public sealed record AccountKeyCreateBody(string DisplayName);
