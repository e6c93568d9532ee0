using Parhelion.Core;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Auditing;
using Parhelion.Server.Uploads;
using Parhelion.Server.WebConsole.Pages;

namespace Parhelion.Server.WebConsole;

/// <summary>Maps the pages of attachments: the gallery with its filters, one attachment, and what their buttons do.</summary>
internal static class AttachmentPages
{
    private const int TilesPerPage = 60;
    private const int UploadsPerLink = 100;
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(1);

    public static void MapAttachmentPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/attachments", ListAsync);
        routes.MapPost("/attachments/uploadLink", CreateUploadLinkAsync);
        routes.MapGet("/attachments/{attachmentId:length(24)}", ShowAsync);
        routes.MapPost("/attachments/{attachmentId:length(24)}/remove", RemoveAsync);
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, string appId, string? find, string? part, ConsoleFrames frames, AttachmentReader attachments, MediaUrls urls, MediaLinkSigner signer)
    {
        // The search field takes a name, a media URL or an id.
        if (find is not null && await FindOneAsync(http, appId, find.Trim(), attachments, urls) is { } found) return Results.Redirect(ConsolePaths.Of(appId, $"attachments/{found}"));
        var form = GalleryFilter.Of(http.Request.Query);
        var page = await attachments.ListAsync(appId, form.ToFilter(), new PageRequest(form.After ?? "", Backwards: false, TilesPerPage), http.RequestAborted);
        var sign = signer.Of(http, urls);
        var tiles = page.Items.Select(sign).ToList();
        var next = page.After is { } cursor ? $"{ConsolePaths.Of(appId, "attachments")}?{form.QueryAfter(cursor)}" : null;
        if (part is not null) return new ConsoleResult<GalleryPart>(StatusCodes.Status200OK, ("AppId", appId), ("Tiles", tiles), ("Next", next));
        return new ConsoleResult<AttachmentsPage>(
            StatusCodes.Status200OK, ("Frame", await frames.OfAsync(http, appId)), ("Filter", form), ("Tiles", tiles), ("Next", next));
    }

    private static async Task<string?> FindOneAsync(HttpContext http, string appId, string text, AttachmentReader attachments, MediaUrls urls)
    {
        if (ObjectId.IsValid(text)) return (await attachments.FindAsync(appId, text, http.RequestAborted))?.Row.Id;
        return urls.TryParse(text, out var path) && path.AppId == appId ? await attachments.FindIdAsync(path, http.RequestAborted) : null;
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, string appId, string attachmentId, ConsoleFrames frames, AttachmentReader attachments, MediaUrls urls, MediaLinkSigner signer)
    {
        var frame = await frames.OfAsync(http, appId);
        if (!ObjectId.IsValid(attachmentId) || await attachments.FindAsync(appId, attachmentId, http.RequestAborted) is not { } found) throw new ProblemException(Problems.AttachmentNotFound);
        var sign = signer.Of(http, urls);
        return new ConsoleResult<AttachmentPage>(
            StatusCodes.Status200OK, ("Frame", frame), ("Shown", sign(found.Row)), ("Holders", found.Holders), ("MediaUrl", urls.Format(found.Row.Path)));
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, string appId, string attachmentId, AttachmentReader attachments, DeletionService deletions, AuditActors actors)
    {
        if (!ObjectId.IsValid(attachmentId) || await attachments.FindAsync(appId, attachmentId, http.RequestAborted) is not { } found) throw new ProblemException(Problems.AttachmentNotFound);
        var caller = ConsoleFrames.SessionOf(http).Caller;
        if (!await deletions.RemoveAsync(found.Row.Path, actors.Of(http, caller.KeyId, caller.Scope), http.RequestAborted)) throw new ProblemException(Problems.AttachmentNotFound);
        return Results.Redirect(ConsolePaths.Of(appId, "attachments"));
    }

    // Pages upload through a link, as every page in a browser does, so no key is in them.
    private static async Task<IResult> CreateUploadLinkAsync(HttpContext http, string appId, IFormCollection form, ConsoleFrames frames, ServerAddresses addresses, TimeProvider clock)
    {
        await frames.OfAsync(http, appId);
        var session = ConsoleFrames.SessionOf(http);
        var claims = new UploadLinkClaims(ObjectId.New(clock), session.Key.Id, appId, (clock.GetUtcNow() + LinkLife).ToUnixTimeSeconds(), UploadsPerLink) { IsPrivate = form["access"] == AttachmentAccessNames.Private };
        return Results.Text($"{UploadAnswers.BasePath}/{UploadLinks.Issue(session.Key, claims)}", "text/plain; charset=utf-8");
    }
}
