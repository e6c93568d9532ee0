using Parhelion.Protocol;

namespace Parhelion.Server.Endpoints;

/// <summary>Metadata: the endpoint takes the query and the multipart body of an upload.</summary>
internal sealed record UploadDescription;

/// <summary>Metadata: the endpoint takes a media token and no credentials of the API.</summary>
internal sealed record MediaTokenDescription;

/// <summary>Metadata: the endpoint takes the page parameters.</summary>
/// <param name="IsFixed">Whether all pages have the same size.</param>
internal sealed record PagedDescription(bool IsFixed = false);

/// <summary>Metadata: the endpoint takes the brand that an external id belongs to.</summary>
internal sealed record BrandDescription;

/// <summary>Metadata: the endpoint lists what belongs to one user.</summary>
internal sealed record UserFilterDescription;

/// <summary>Metadata: the endpoint lists what belongs to one media URL, if one is given.</summary>
internal sealed record MediaUrlFilterDescription;

/// <summary>What the routes say of themselves, for the OpenAPI document.</summary>
internal static class Descriptions
{
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<ErrorResponse>(status);
        return route;
    }
}
