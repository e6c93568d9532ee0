namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document: the route has the query parameter <c>brandId</c>, the brand that an external id belongs to.</summary>
internal sealed record OpenApiBrandParameter;
