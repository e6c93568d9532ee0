using Parhelion.Core.Conversations;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.Uploads;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the route that creates upload links, and the route that accepts uploads through such a link. Browsers and phones use an upload link instead of
/// an API key.</summary>
internal static class UploadLinkEndpoints
{
    // A link fixes these. A client that sends them expects something that it does not get.
    private static readonly string[] FixedByLink = ["access", "for", "conversationId"];

    public static void MapUploadLinks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/uploadLinks", CreateAsync).WithName("CreateUploadLink")
            .WithSummary("Create a link that lets a browser or a phone upload files without a key (extension)")
            .WithDescription(
                "POST a file to the URL of the link in the same way as to UploadAttachment: as a form, with tus or with Resumable Uploads for HTTP. Send no credentials and " +
                "no query. Pages of any origin may do this. The link answers 410 after it was used up or has expired, or its key, app or conversation was deleted.")
            .Accepts<UploadLinkBody>("application/json").Produces<UploadLinkResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415);

    public static void MapLink(this IEndpointRouteBuilder routes)
    {
        // Not described: to an OpenAPI document it is the same path as that of a resumable upload. The creation of links tells what they take.
        routes.MapPost("/", UploadAsync).WithMetadata(CountsAsUploadMetadata.Instance).ExcludeFromDescription();
        routes.MapMethods("/", [HttpMethods.Options], DescribeAsync).ExcludeFromDescription();
    }

    // Refuses what the link does not allow before any of the body is read.
    private static ValueTask<UploadLinkGrant> AdmitAsync(HttpContext http, string token, UploadLinks links)
    {
        foreach (var name in FixedByLink)
        {
            if (http.Request.Query.ContainsKey(name)) throw new ProblemException(Problems.BadRequest($"Query parameter '{name}' cannot be set, because the upload link sets it"));
        }

        return links.VerifyAsync(token, http.RequestAborted);
    }

    private static async Task UploadAsync(HttpContext http, string token, UploadLinks links, UploadProtocolSelector protocols, RequestRateLimiter limits)
    {
        var grant = await AdmitAsync(http, token, links);
        if (limits.TryLink(http, grant.Properties.Link!.LinkId)) await protocols.PostAsync(http, grant.Properties, grant.KeyId);
    }

    // A browser lets a page read why its upload was refused only if the preflight succeeds. So this answers for every link.
    private static async Task DescribeAsync(HttpContext http, string token, UploadLinks links, UploadProtocolSelector protocols)
    {
        long? maxBytes = null;
        try
        {
            maxBytes = (await links.VerifyAsync(token, http.RequestAborted)).Properties.MaxBytes;
        }
        catch (ProblemException)
        {
            // The upload will tell the reason.
        }

        protocols.Describe(http, "POST, OPTIONS", maxBytes);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, string appId, AppService apps, ConversationService conversations, ApiKeyService apiKeys, UploadLinkBodyReader reader,
        PublicBaseUrls addresses, JsonBodyLimit settings, ILogger<UploadLinks> log)
    {
        var caller = Caller.Of(http);
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var app = await apps.FindAsync(appId, http.RequestAborted) ?? throw new ProblemException(Problems.AppNotFound);
        var claims = reader.Read(body, appId, caller.KeyId, AppMapper.SettingsOf(app).AttachmentsAccess == AttachmentAccessNames.Private);
        if (claims.Conversation is { } conversationId) await conversations.GetAsync(appId, conversationId, http.RequestAborted);
        // If the key was deleted during this request, its credentials are no longer valid.
        var apiKey = await apiKeys.FindAsync(caller.KeyId, http.RequestAborted) ?? throw new ProblemException(Problems.InvalidCredentials);
        var url = addresses.UrlOf(http.Request, $"{UploadResponseWriter.BasePath}/{UploadLinks.Issue(apiKey, claims)}");
        log.UploadLinkCreated(claims.Id, appId, caller.KeyId, claims.Uploads);
        http.Response.Headers.CacheControl = "no-store";
        var link = new UploadLink(url, DateTimeOffset.FromUnixTimeSeconds(claims.Expires), claims.Uploads);
        return JsonResult.Created(new UploadLinkResponse(link), ProtocolJson.Default.UploadLinkResponse);
    }
}
