namespace Parhelion.Server.Endpoints;

/// <summary>Endpoint metadata: the endpoint takes the paging parameters.</summary>
/// <param name="IsFixed">Whether the page size is fixed, so that there is no <c>page[size]</c>.</param>
internal sealed record PagedDescription(bool IsFixed = false);
