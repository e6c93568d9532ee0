namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route has the query parameters that select attachments.</summary>
internal sealed record OpenApiAttachmentQuery;
