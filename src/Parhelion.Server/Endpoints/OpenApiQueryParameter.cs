namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata for the OpenAPI document. The metadata says that the route has a query parameter whose value is a string.</summary>
/// <param name="Name">Name of the parameter.</param>
/// <param name="Description">Description of the parameter.</param>
/// <param name="IsRequired">Whether a request must have the parameter.</param>
internal sealed record OpenApiQueryParameter(string Name, string Description, bool IsRequired = false);
