namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route has the query parameters that select audit entries.</summary>
internal sealed record OpenApiAuditQuery;
