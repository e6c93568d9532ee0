using Parhelion.Core.Conversations;
using Parhelion.Core.Serving;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Media;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Creates upload links, and takes the uploads of browsers and phones that have one instead of an API key.</summary>
internal static class UploadLinkEndpoints
{
    // A link fixes these. A client that sends them expects something that it does not get.
    private static readonly string[] FixedByLink = ["access", "for", "conversationId"];

    public static void MapUploadLinks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/uploadLinks", CreateAsync).WithName("CreateUploadLink")
            .WithSummary("Create a link to which a browser or a phone uploads without a key (extension). It takes the same requests as the upload of an attachment, from pages of any origin.")
            .Accepts<UploadLinkBody>("application/json").Produces<UploadLinkResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415);

    public static void MapLinkUploads(this IEndpointRouteBuilder routes) => routes.MapPost("/uploads/{token}", UploadAsync).ExcludeFromDescription();

    /// <summary>Refuses what the link does not allow before any of the body is read.</summary>
    /// <exception cref="ProblemException">400: the request has a query parameter that the link fixes. 404, 410: the link is invalid or has ended.</exception>
    public static ValueTask<UploadLinkGrant> AdmitAsync(HttpContext http, string token, UploadLinks links)
    {
        foreach (var name in FixedByLink)
        {
            if (http.Request.Query.ContainsKey(name)) throw new ProblemException(Problems.BadRequest($"Query parameter '{name}' is fixed by the upload link"));
        }

        return links.VerifyAsync(token, http.RequestAborted);
    }

    private static async Task<IResult> UploadAsync(
        HttpContext http, string token, UploadLinks links, UploadService upload, UploadOptions options, MediaUrls urls, AttachmentCache<MediaEntry> catalog)
    {
        var properties = (await AdmitAsync(http, token, links)).Properties;
        using var form = UploadForm.Open(http.Request, options with { MaxBytes = options.LimitOf(properties) });
        var file = await form.ReadFileAsync(http.RequestAborted);
        var mark = catalog.CurrentGeneration();
        var row = await upload.StoreAsync(properties, file, http.RequestAborted);
        catalog.Remember(row, mark);
        return JsonResult.Created(new AttachmentResponse(new Attachment(urls.Format(row.Path), row.MediaType)), ProtocolJson.Default.AttachmentResponse);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, string appId, AppService apps, ConversationService conversations, ApiKeyService apiKeys, UploadLinkBodyReader reader,
        ServerAddresses addresses, RequestSettings settings, ILogger<UploadLinks> log)
    {
        var caller = Caller.Of(http);
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var app = await apps.FindAsync(appId, http.RequestAborted) ?? throw new ProblemException(Problems.AppNotFound);
        var claims = reader.Read(body, appId, caller.KeyId, AppMapper.SettingsOf(app).AttachmentsAccess == AttachmentAccessNames.Private);
        if (claims.Conversation is { } conversationId) await conversations.GetAsync(appId, conversationId, http.RequestAborted);
        // If the key was deleted during this request, its credentials are no longer valid.
        var apiKey = await apiKeys.FindAsync(caller.KeyId, http.RequestAborted) ?? throw new ProblemException(Problems.InvalidCredentials);
        var url = $"{addresses.ApiOf(http)}/uploads/{UploadLinks.Issue(apiKey, claims)}";
        log.UploadLinkCreated(claims.Id, appId, caller.KeyId, claims.Uploads);
        http.Response.Headers.CacheControl = "no-store";
        var link = new UploadLink(url, DateTimeOffset.FromUnixTimeSeconds(claims.Expires), claims.Uploads);
        return JsonResult.Created(new UploadLinkResponse(link), ProtocolJson.Default.UploadLinkResponse);
    }
}
