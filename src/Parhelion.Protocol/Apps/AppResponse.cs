namespace Parhelion.Protocol;

/// <summary>A response with one app.</summary>
public sealed record AppResponse(App App);
