namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document: the route has query parameters that select one user.</summary>
internal sealed record OpenApiUserFilter;
