namespace Parhelion.Protocol;

/// <summary>A response with all keys of an app or of an integration, at most ten.</summary>
public sealed record AppKeyListResponse(IReadOnlyList<AppKey> Keys);
