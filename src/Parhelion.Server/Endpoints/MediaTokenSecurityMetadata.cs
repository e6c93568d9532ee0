namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route takes a media token instead of credentials of the API.</summary>
internal sealed record MediaTokenSecurityMetadata;
