namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. It says that the route needs no credentials, because everybody who knows its URL may call it.</summary>
internal sealed record OpenApiNoSecurity;
