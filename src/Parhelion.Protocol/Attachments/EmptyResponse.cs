namespace Parhelion.Protocol;

/// <summary>The empty JSON object: the response of calls that have no result.</summary>
public sealed record EmptyResponse;
