using System.Globalization;
using Parhelion.Core;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Protocol;
using Parhelion.Server.Auditing;
using Parhelion.Server.WebConsole.Pages;

namespace Parhelion.Server.WebConsole;

/// <summary>Maps the web console pages of attachments: the gallery with its filters, the page of one attachment, and the actions of their buttons.</summary>
internal static class AttachmentPages
{
    private const int TilesPerPage = 60;
    private const int ShownReads = 50;

    public static void MapAttachmentPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/attachments", ListAsync);
        routes.MapPost("/attachments/uploadLink", CreateUploadLinkAsync);
        routes.MapGet("/attachments/{attachmentId:length(24)}", ShowAsync);
        routes.MapPost("/attachments/{attachmentId:length(24)}/grants", GrantAsync);
        routes.MapPost("/attachments/{attachmentId:length(24)}/remove", RemoveAsync);
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, string appId, string? find, string? part, ConsoleLayoutDataFactory frames, AttachmentListService attachments, MediaUrls urls, ConsoleMediaUrls signer)
    {
        // The search field takes a name, a media URL or an id.
        if (find is not null && await FindOneAsync(http, appId, find.Trim(), attachments, urls) is { } found) return Results.Redirect(ConsolePaths.Of(appId, $"attachments/{found}"));
        var form = GalleryFilter.Of(http.Request.Query);
        var page = await attachments.ListAsync(appId, form.ToFilter(), new PageRequest(form.After ?? "", Backwards: false, TilesPerPage), http.RequestAborted);
        var sign = signer.Of(http, urls);
        var tiles = page.Items.Select(sign).ToList();
        var next = page.After is { } cursor ? $"{ConsolePaths.Of(appId, "attachments")}?{form.QueryAfter(cursor)}" : null;
        if (part is not null) return new ConsoleResult<GalleryPart>(StatusCodes.Status200OK, ("AppId", appId), ("Tiles", tiles), ("Next", next), ("IsTable", form.IsTable));
        return new ConsoleResult<AttachmentsPage>(
            StatusCodes.Status200OK, ("Frame", await frames.OfAsync(http, appId)), ("Filter", form), ("Tiles", tiles), ("Next", next));
    }

    private static async Task<string?> FindOneAsync(HttpContext http, string appId, string text, AttachmentListService attachments, MediaUrls urls)
    {
        if (ObjectId.IsValid(text)) return (await attachments.FindAsync(appId, text, http.RequestAborted))?.Row.Id;
        return urls.TryParse(text, out var path) && path.AppId == appId ? await attachments.FindIdAsync(path, http.RequestAborted) : null;
    }

    private static Task<IResult> ShowAsync(
        HttpContext http, string appId, string attachmentId, ConsoleLayoutDataFactory frames, AttachmentListService attachments, AuditReader audit, MediaUrls urls, ConsoleMediaUrls signer) =>
        RenderAsync(http, appId, attachmentId, frames, attachments, audit, urls, signer, _ => null);

    // What was made is in this answer only, and never in an address.
    private static async Task<IResult> GrantAsync(
        HttpContext http, string appId, string attachmentId, IFormCollection form, ConsoleLayoutDataFactory frames, AttachmentListService attachments, AuditReader audit, MediaUrls urls,
        ConsoleMediaUrls signer, ConsoleFileLinkIssuer grants)
    {
        var hours = int.TryParse(form["hours"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        return await RenderAsync(http, appId, attachmentId, frames, attachments, audit, urls, signer, row => grants.Make(http, urls, row, form["kind"].ToString(), hours));
    }

    private static async Task<IResult> RenderAsync(
        HttpContext http, string appId, string attachmentId, ConsoleLayoutDataFactory frames, AttachmentListService attachments, AuditReader audit, MediaUrls urls, ConsoleMediaUrls signer,
        Func<AttachmentRow, IssuedAccessGrant?> grant)
    {
        var frame = await frames.OfAsync(http, appId);
        if (!ObjectId.IsValid(attachmentId) || await attachments.FindAsync(appId, attachmentId, http.RequestAborted) is not { } found) throw new ProblemException(Problems.AttachmentNotFound);
        var sign = signer.Of(http, urls);
        return new ConsoleResult<AttachmentPage>(
            StatusCodes.Status200OK, ("Frame", frame), ("Shown", sign(found.Row)), ("Holders", found.Holders), ("MediaUrl", urls.Format(found.Row.Path)),
            ("Renditions", signer.RenditionsOf(http, urls, found.Row)), ("Reads", await ReadsOfAsync(http, appId, found.Row, audit)), ("Granted", grant(found.Row)));
    }

    // The audit log has no index by attachment, so only its newest entries are searched.
    private static async Task<IReadOnlyList<AuditEntry>> ReadsOfAsync(HttpContext http, string appId, AttachmentRow row, AuditReader audit)
    {
        if (!row.IsPrivate) return [];
        var filter = new AuditFilter { AppId = appId, Action = AuditActions.AttachmentReadPrivate, CreatedAfter = row.CreatedAt };
        var page = await audit.ListAsync(filter, new PageRequest("", Backwards: false, AttachmentPage.SearchedReads), http.RequestAborted);
        return [.. page.Items.Where(entry => entry.SubjectId == row.Id).Take(ShownReads)];
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, string appId, string attachmentId, AttachmentListService attachments, DeletionService deletions, AuditActorFactory actors)
    {
        if (!ObjectId.IsValid(attachmentId) || await attachments.FindAsync(appId, attachmentId, http.RequestAborted) is not { } found) throw new ProblemException(Problems.AttachmentNotFound);
        if (!await deletions.RemoveAsync(found.Row.Path, actors.OfSession(http), http.RequestAborted)) throw new ProblemException(Problems.AttachmentNotFound);
        return Results.Redirect(ConsolePaths.Of(appId, "attachments"));
    }

    private static async Task<IResult> CreateUploadLinkAsync(HttpContext http, string appId, ConsoleLayoutDataFactory frames, ConsoleUploadLinkIssuer issuer)
    {
        await frames.OfAsync(http, appId);
        return await issuer.SendAsync(http, appId, conversationId: null);
    }
}
