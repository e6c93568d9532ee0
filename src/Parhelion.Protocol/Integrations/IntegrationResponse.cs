namespace Parhelion.Protocol;

/// <summary>A response with one integration.</summary>
public sealed record IntegrationResponse(Integration Integration);
