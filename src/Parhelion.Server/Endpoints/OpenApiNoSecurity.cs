namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document: the route needs no credentials, because its URL is the right to call it.</summary>
internal sealed record OpenApiNoSecurity;
