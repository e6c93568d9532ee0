namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route has the query parameter that selects types of integrations.</summary>
internal sealed record OpenApiIntegrationFilter;
