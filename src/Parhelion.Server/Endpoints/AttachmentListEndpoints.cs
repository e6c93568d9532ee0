using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Renditions;
using Parhelion.Core.Serving;
using Parhelion.Protocol;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the routes that list attachments and get one attachment. The response for one attachment also names the app, conversation or messages that prevent its
/// deletion. The routes are an extension of the Sunshine Conversations API.
/// </summary>
internal static class AttachmentListEndpoints
{
    public static void MapAttachmentLists(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", ListAsync).WithName("ListAttachments").WithSummary("List the attachments of an app, newest first (extension)")
            .WithMetadata(new OpenApiAttachmentQuery(), new OpenApiPagingParameters()).Produces<AttachmentListResponse>().ProducesProblems(400, 401, 403, 404);
        // Other paths below attachments, such as /remove, are not ids.
        routes.MapGet("/{attachmentId:length(24)}", GetAsync).WithName("GetAttachment").WithSummary("Get an attachment and what keeps it from being deleted (extension)")
            .Produces<AttachmentDetailsResponse>().ProducesProblems(401, 403, 404);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, AttachmentListService attachments, RenditionRules renditions, MediaUrls urls, PublicBaseUrls serverAddresses)
    {
        var filter = AttachmentFilterQuery.Parse(http.Request.Query);
        var request = PageQuery.Parse(http.Request.Query);
        var page = await attachments.ListAsync(appId, filter, request, http.RequestAborted);
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        return JsonResult.Page("attachments", page, row => Details(row, renditions, urls), ProtocolJson.Default.AttachmentDetails, links);
    }

    private static async Task<IResult> GetAsync(HttpContext http, string appId, string attachmentId, AttachmentListService attachments, RenditionRules renditions, MediaUrls urls)
    {
        if (!ObjectId.IsValid(attachmentId) || await attachments.FindAsync(appId, attachmentId, http.RequestAborted) is not { } found)
        {
            throw new ProblemException(Problems.AttachmentNotFound);
        }

        var details = Details(found.Row, renditions, urls) with { HeldBy = found.Holders };
        return JsonResult.Ok(new AttachmentDetailsResponse(details), ProtocolJson.Default.AttachmentDetailsResponse);
    }

    /// <summary>Converts an attachment to what lists and events show, without its holders.</summary>
    public static AttachmentDetails Details(AttachmentRow row, RenditionRules renditions, MediaUrls urls) => new()
    {
        Id = row.Id,
        MediaUrl = urls.Format(row.Path),
        MediaType = row.MediaType,
        FileName = row.FileName,
        Size = row.Size,
        Sha256 = Convert.ToHexStringLower(row.Sha256),
        Width = row.Dimensions.Width,
        Height = row.Dimensions.Height,
        Duration = row.Dimensions.Milliseconds / 1000.0,
        Renditions = RenditionsOf(row, renditions, urls.Format(row.Path)),
        Placeholder = PlaceholderOf(row),
        Access = row.IsPrivate ? AttachmentAccessNames.Private : AttachmentAccessNames.Public,
        Purpose = row.ForMessage ? "message" : null,
        ConversationId = row.ConversationId,
        CreatedAt = row.CreatedAt,
    };

    private static Dictionary<string, string>? RenditionsOf(AttachmentRow row, RenditionRules renditions, string url) =>
        row.Placeholder is { Length: 0 } || !renditions.CanHave(row.MediaType)
            ? null
            : renditions.Sizes.Keys.ToDictionary(name => name, name => url + new RenditionId(name, RenditionId.DefaultFormat).Query, StringComparer.Ordinal);

    // Not by a conditional expression, which would turn null into empty bytes.
    private static ReadOnlyMemory<byte>? PlaceholderOf(AttachmentRow row)
    {
        if (row.Placeholder is { Length: > 0 } hash) return hash;
        return null;
    }
}
