namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata: the endpoint takes the query and the multipart body of an upload.</summary>
internal sealed record UploadDescription;
