namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata: the endpoint takes an optional filter on one media URL.</summary>
internal sealed record MediaUrlFilterDescription;
