namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route needs no credentials, because everybody who knows the URL may call the
/// route.</summary>
internal sealed record OpenApiNoSecurity;
