namespace Parhelion.Protocol;

/// <summary>Body of <c>POST /v2/apps/{appId}/keys</c>.</summary>
/// <param name="DisplayName">Display name, 1 to 100 characters.</param>
public sealed record AppKeyCreateBody(string DisplayName);
