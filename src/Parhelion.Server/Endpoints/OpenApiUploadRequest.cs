namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route has the query parameters and the multipart body of an
/// upload.</summary>
internal sealed record OpenApiUploadRequest;
