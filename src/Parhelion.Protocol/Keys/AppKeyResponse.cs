namespace Parhelion.Protocol;

/// <summary>A response with one key.</summary>
public sealed record AppKeyResponse(AppKey Key);
