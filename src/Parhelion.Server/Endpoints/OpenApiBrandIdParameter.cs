namespace Parhelion.Server.Endpoints;

/// <summary>
/// Endpoint metadata for the OpenAPI document. The metadata says that the route has the query parameter <c>brandId</c>. The parameter names the brand that the
/// external id of a user belongs to.
/// </summary>
internal sealed record OpenApiBrandIdParameter;
