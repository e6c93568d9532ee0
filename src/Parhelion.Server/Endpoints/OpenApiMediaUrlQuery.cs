namespace Parhelion.Server.Endpoints;

/// <summary>
/// Endpoint metadata for the OpenAPI document. The metadata says that the route has the optional query parameter <c>filter[mediaUrl]</c>. The parameter selects
/// the deletion receipts of one media URL.
/// </summary>
internal sealed record OpenApiMediaUrlQuery;
