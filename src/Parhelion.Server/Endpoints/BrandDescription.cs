namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata: the endpoint takes the brand that an external id belongs to.</summary>
internal sealed record BrandDescription;
