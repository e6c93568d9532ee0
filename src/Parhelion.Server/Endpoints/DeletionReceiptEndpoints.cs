using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Protocol;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the route that lists the receipts of deleted attachments. The route is an extension of the Sunshine Conversations API.</summary>
internal static class DeletionReceiptEndpoints
{
    private const string MediaUrl = "filter[mediaUrl]";

    public static void MapReceipts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", ListAsync).WithName("ListReceipts")
            .WithSummary("List the receipts of deleted attachments, oldest first (extension)")
            .WithMetadata(new OpenApiPagingParameters(), new OpenApiMediaUrlQuery()).Produces<ReceiptListResponse>().ProducesProblems(400, 401, 403, 404);

    private static async Task<IResult> ListAsync(HttpContext http, string appId, ReceiptReader receipts, MediaUrls urls, PublicBaseUrls serverAddresses)
    {
        var request = PageQuery.Parse(http.Request.Query);
        var page = await receipts.ListAsync(appId, Media(http.Request.Query, urls), request, http.RequestAborted);
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        return JsonResult.Page("receipts", page, ApiModelConverter.Receipt, ProtocolJson.Default.Receipt, links);
    }

    private static MediaPath? Media(IQueryCollection query, MediaUrls urls)
    {
        var given = query[MediaUrl];
        if (given.Count == 0) return null;
        if (given.Count == 1 && urls.TryParseReference(given[0]!, out var path)) return path;
        throw new ProblemException(Problems.BadRequest($"Query parameter '{MediaUrl}' should be one media URL of this server"));
    }
}
