using Parhelion.Core.Conversations;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Media;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Routes to upload and to remove attachments.</summary>
internal static class AttachmentEndpoints
{
    public static void MapAttachments(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", UploadAsync).WithName("UploadAttachment").WithMetadata(new OpenApiUploadRequest())
            .WithSummary("Upload a file. Messages refer to it by its media URL.")
            .Produces<AttachmentResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415, 507);
        routes.MapPost("/remove", RemoveAsync).WithName("DeleteAttachment")
            .WithSummary("Remove an uploaded file immediately")
            .Accepts<AttachmentDeleteBody>("application/json").Produces<EmptyResponse>()
            .ProducesProblems(400, 401, 403, 404, 413, 415);
    }

    private static async Task<IResult> UploadAsync(
        HttpContext http, string appId, UploadService upload, AppService apps, ConversationService conversations, UploadOptions options,
        MediaUrls urls, AttachmentCache<MediaEntry> catalog, ILogger<UploadService> log)
    {
        var query = UploadQuery.Parse(http.Request.Query);
        var isPrivate = query.IsPrivate ?? await IsPrivateAsync(apps, appId, http.RequestAborted);
        // Checks that the conversation exists before the body is read. Writing the row checks it again, because it may be deleted during the upload.
        if (query.ConversationId is { } conversationId) await conversations.GetAsync(appId, conversationId, http.RequestAborted);
        using var form = UploadForm.Open(http.Request, options);
        var file = await form.ReadFileAsync(http.RequestAborted);
        var mark = catalog.CurrentGeneration();
        var row = await upload.StoreAsync(new UploadProperties(appId, query.ConversationId, query.ForMessage, isPrivate), file, http.RequestAborted);
        catalog.Remember(row, mark);
        log.AttachmentStored(row.Id, appId, row.Size, row.MediaType);
        var url = urls.Format(row.Path);
        return JsonResult.Created(new AttachmentResponse(new Attachment(url, row.MediaType)), ProtocolJson.Default.AttachmentResponse);
    }

    // An upload without access is private if the app says private. An upload that is to be public must always say so.
    private static async ValueTask<bool> IsPrivateAsync(AppService apps, string appId, CancellationToken cancellationToken)
    {
        var app = await apps.FindAsync(appId, cancellationToken) ?? throw new ProblemException(Problems.AppNotFound);
        return AppMapper.SettingsOf(app).AttachmentsAccess == AttachmentAccessNames.Private ? true : throw new ProblemException(UploadQuery.AccessMissing);
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext http, string appId, DeletionService removal, MediaUrls urls, RequestSettings settings, ILogger<DeletionService> log)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var url = body.RequiredText("mediaUrl", 1, int.MaxValue);
        body.ThrowIfFaulty();
        if (!Uri.TryCreate(url, UriKind.Absolute, out _)) throw new ProblemException(Problems.BadRequest("'mediaUrl' should be a URL"));
        if (!urls.TryParse(url, out var path)) throw new ProblemException(Problems.UnsupportedMediaUrl(url));
        var caller = Caller.Of(http);
        if (path.AppId != appId || !await removal.RemoveAsync(path, caller.KeyId, http.RequestAborted))
        {
            throw new ProblemException(Problems.AttachmentNotFound);
        }

        log.AttachmentRemoved(appId, caller.KeyId);
        return JsonResult.Done();
    }
}
