namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route has the query parameter <c>brandId</c>, which names the brand of an
/// external id.</summary>
internal sealed record OpenApiBrandParameter;
