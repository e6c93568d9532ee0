namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route has the query parameters of paging.</summary>
/// <param name="IsFixed">Whether the page size is fixed, so that there is no <c>page[size]</c>.</param>
internal sealed record OpenApiPagingParameters(bool IsFixed = false);
