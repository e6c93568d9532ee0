namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata: the endpoint takes a filter on one user.</summary>
internal sealed record UserFilterDescription;
