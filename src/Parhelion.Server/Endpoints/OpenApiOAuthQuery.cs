namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route has the query parameters of an OAuth 2.0 authorization request, such
/// as <c>client_id</c>.</summary>
internal sealed record OpenApiOAuthQuery;
