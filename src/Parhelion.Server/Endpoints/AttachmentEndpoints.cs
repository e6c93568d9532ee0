using Parhelion.Core.Conversations;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Uploads;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that upload and remove attachments.</summary>
internal static class AttachmentEndpoints
{
    public static void MapAttachments(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", UploadAsync).WithName("UploadAttachment").WithMetadata(new OpenApiUploadRequest(), CountsAsUploadMetadata.Instance)
            .WithSummary("Upload a file. Messages refer to it by its media URL.")
            .WithDescription(
                "Send a multipart form as described here. To upload a large file in several requests, send the header Tus-Resumable (tus 1.0.0) or " +
                "Upload-Complete (Resumable Uploads for HTTP of the IETF) in place of the form. The response to an OPTIONS request lists the versions and extensions that the server supports.")
            .Produces<AttachmentResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 412, 413, 415, 429, 507);
        routes.MapMethods("/", [HttpMethods.Options], Describe).ExcludeFromDescription();
        routes.MapPost("/remove", RemoveAsync).WithName("DeleteAttachment")
            .WithSummary("Remove an uploaded file immediately")
            .Accepts<AttachmentDeleteBody>("application/json").Produces<EmptyResponse>()
            .ProducesProblems(400, 401, 403, 404, 413, 415);
    }

    private static async Task UploadAsync(HttpContext http, string appId, AppService apps, ConversationService conversations, UploadProtocolSelector protocols)
    {
        var query = UploadQuery.Parse(http.Request.Query);
        var isPrivate = query.IsPrivate ?? await IsPrivateAsync(apps, appId, http.RequestAborted);
        // Checks that the conversation exists before the body is read. Writing the row checks it again, because it may be deleted during the upload.
        if (query.ConversationId is { } conversationId) await conversations.GetAsync(appId, conversationId, http.RequestAborted);
        var properties = new NewAttachmentProperties(appId, query.ConversationId, query.ForMessage, isPrivate);
        await protocols.PostAsync(http, properties, Caller.Of(http).KeyId);
    }

    private static void Describe(HttpContext http, string appId, UploadProtocolSelector protocols) => protocols.Describe(http, "GET, POST, OPTIONS");

    // An upload without access is private if the app says private. An upload that is to be public must always say so.
    private static async ValueTask<bool> IsPrivateAsync(AppService apps, string appId, CancellationToken cancellationToken)
    {
        var app = await apps.FindAsync(appId, cancellationToken) ?? throw new ProblemException(Problems.AppNotFound);
        return AppMapper.SettingsOf(app).AttachmentsAccess == AttachmentAccessNames.Private ? true : throw new ProblemException(UploadQuery.AccessMissing);
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext http, string appId, DeletionService removal, MediaUrls urls, JsonBodyLimit settings, ILogger<DeletionService> log)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var url = body.RequiredText("mediaUrl", 1, int.MaxValue);
        body.ThrowIfFaulty();
        if (!Uri.TryCreate(url, UriKind.Absolute, out _)) throw new ProblemException(Problems.BadRequest("'mediaUrl' should be a URL"));
        if (!urls.TryParse(url, out var path)) throw new ProblemException(Problems.UnsupportedMediaUrl(url));
        var caller = Caller.Of(http);
        if (path.AppId != appId || !await removal.RemoveAsync(path, Caller.ActorOf(http), http.RequestAborted))
        {
            throw new ProblemException(Problems.AttachmentNotFound);
        }

        log.AttachmentRemoved(appId, caller.KeyId);
        return JsonResult.Done();
    }
}
