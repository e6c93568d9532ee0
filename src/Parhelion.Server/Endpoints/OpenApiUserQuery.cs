namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route has the query parameters that select one user, such as
/// <c>filter[userId]</c>.</summary>
internal sealed record OpenApiUserQuery;
