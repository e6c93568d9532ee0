using Parhelion.Protocol;

namespace Parhelion.Server.Endpoints;

/// <summary>Metadata: the endpoint takes the query and the multipart body of an upload.</summary>
internal sealed record UploadDescription;

/// <summary>Metadata: the endpoint takes the page parameters.</summary>
internal sealed record PagedDescription;

/// <summary>What the routes say of themselves, for the OpenAPI document.</summary>
internal static class Descriptions
{
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<ErrorResponse>(status);
        return route;
    }
}
