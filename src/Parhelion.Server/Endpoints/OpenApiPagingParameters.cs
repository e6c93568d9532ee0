namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route has the query parameters for the pages of a list, such as
/// <c>page[after]</c>.</summary>
/// <param name="IsFixed">Whether the number of entries per page is fixed. Then the route has no <c>page[size]</c>.</param>
internal sealed record OpenApiPagingParameters(bool IsFixed = false);
