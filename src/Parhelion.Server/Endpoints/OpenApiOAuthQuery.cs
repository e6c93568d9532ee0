namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route has the query parameters of an authorization request.</summary>
internal sealed record OpenApiOAuthQuery;
