using Microsoft.Net.Http.Headers;
using Parhelion.Core;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the route that lists the audit log in pages. If the request accepts NDJSON (one JSON object per line), the route exports all entries that match the
/// filters. The route is an extension of the Sunshine Conversations API.
/// </summary>
internal static class AuditEndpoints
{
    private const string AppId = "filter[appId]";
    private const string Action = "filter[action]";
    private const string CreatedAfter = "filter[createdAfter]";
    private const string CreatedBefore = "filter[createdBefore]";

    private static readonly string[] Known = [AppId, Action, CreatedAfter, CreatedBefore];

    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", ListAsync).WithName("ListAuditEntries").WithSummary("List the audit log, newest first (extension)")
            .WithDescription(
                $"With 'Accept: {NdjsonResult.MediaType}' the response has all entries that the filters select, oldest first, as one JSON object in a line. It ignores the parameters of pages.")
            .WithMetadata(new OpenApiAuditQuery(), new OpenApiPagingParameters()).Produces<AuditListResponse>().ProducesProblems(400, 401, 403);

    private static async Task<IResult> ListAsync(HttpContext http, AuditReader audit, PublicBaseUrls serverAddresses)
    {
        var filter = Filter(http.Request.Query);
        http.Response.Headers.CacheControl = "no-store";
        if (IsExport(http.Request))
        {
            return new NdjsonResult<AuditEntry>(audit.ExportAsync(filter, http.RequestAborted), ProtocolJson.Default.AuditEntry);
        }

        var page = await audit.ListAsync(filter, PageQuery.Parse(http.Request.Query), http.RequestAborted);
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        return JsonResult.Page("entries", page, entry => entry, ProtocolJson.Default.AuditEntry, links);
    }

    private static AuditFilter Filter(IQueryCollection query)
    {
        FilterQuery.RefuseUnknown(query, Known);
        return new AuditFilter
        {
            AppId = FilterQuery.Text(query, AppId, text => ObjectId.IsValid(text), "have 24 lower-case hexadecimal characters"),
            Action = FilterQuery.Text(query, Action, text => AuditActions.All.Contains(text), $"be one of {string.Join(", ", AuditActions.All)}"),
            CreatedAfter = FilterQuery.Time(query, CreatedAfter),
            CreatedBefore = FilterQuery.Time(query, CreatedBefore),
        };
    }

    private static bool IsExport(HttpRequest request) =>
        request.Headers.Accept.Count > 0 && MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) &&
        accepted.Any(one => one.MediaType.Equals(NdjsonResult.MediaType, StringComparison.OrdinalIgnoreCase));
}
