namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata: the endpoint takes a media token, not credentials of the API.</summary>
internal sealed record MediaTokenDescription;
