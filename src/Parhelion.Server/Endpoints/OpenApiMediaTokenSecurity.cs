namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. It says that the route takes a media token instead of credentials of the API.</summary>
internal sealed record OpenApiMediaTokenSecurity;
