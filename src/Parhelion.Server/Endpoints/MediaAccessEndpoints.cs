using Parhelion.Core.Serving;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Media;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that issue media tokens and signed links. With a token or a link, a client reads private files without an API key.</summary>
internal static class MediaAccessEndpoints
{
    private const int MaxPaths = 100;
    private const long ShortestLink = 60;
    private const long LongestLink = 604_800;

    public static void MapMediaAccess(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/token", IssueTokensAsync).WithName("GenerateMediaJsonWebToken")
            .WithSummary("Issue media tokens, one for each path. A path belongs to an app, a conversation or a media URL.")
            .Accepts<AttachmentMediaTokenBody>("application/json").Produces<AttachmentMediaTokenResponse>()
            .ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapPost("/links", SignLinkAsync).WithName("CreateAttachmentLink")
            .WithSummary("Create a signed link to one file (extension). Until it expires, the link works without credentials.")
            .Accepts<AttachmentLinkBody>("application/json").Produces<AttachmentLinkResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415);
    }

    private static async Task<IResult> IssueTokensAsync(
        HttpContext http, string appId, AppService apps, ApiKeyService apiKeys, MediaTokens tokens, MediaUrls urls, JsonBodyLimit settings, ILogger<MediaTokens> log)
    {
        var caller = Caller.Of(http);
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var scopes = Scopes(body, urls);
        body.ThrowIfFaulty();
        if (scopes.Values.Any(scope => scope.AppId != appId)) throw new ProblemException(Problems.Forbidden);

        var app = await apps.FindAsync(appId, http.RequestAborted) ?? throw new ProblemException(Problems.AppNotFound);
        var life = AppMapper.SettingsOf(app).AttachmentsTokenExpirationSeconds ?? MediaTokens.DefaultLife;
        var apiKey = await KeyOfAsync(apiKeys, caller, http.RequestAborted);
        var issued = scopes.ToDictionary(pair => pair.Key, pair => tokens.Issue(apiKey, pair.Value, life), StringComparer.Ordinal);
        log.TokensIssued(issued.Count, appId, caller.KeyId);
        http.Response.Headers.CacheControl = "no-store";
        return JsonResult.Ok(new AttachmentMediaTokenResponse(issued), ProtocolJson.Default.AttachmentMediaTokenResponse);
    }

    private static async Task<IResult> SignLinkAsync(
        HttpContext http, string appId, AttachmentCache<MediaFileInfo> catalog, ApiKeyService apiKeys, MediaUrls urls, JsonBodyLimit settings, TimeProvider clock,
        ILogger<SignedMediaLinks> log)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var url = body.RequiredText("mediaUrl", 1, int.MaxValue);
        var seconds = body.RequiredInteger("expiresIn", ShortestLink, LongestLink);
        var isDownload = body.OptionalBoolean("download") ?? false;
        body.ThrowIfFaulty();
        if (!urls.TryParse(url, out var path)) throw new ProblemException(Problems.NotAMediaUrl);
        if (path.AppId != appId || (await catalog.FindAsync(path.Key))?.Path != path) throw new ProblemException(Problems.AttachmentNotFound);

        var caller = Caller.Of(http);
        var expires = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds() + seconds!.Value);
        var query = SignedMediaLinks.Query(await KeyOfAsync(apiKeys, caller, http.RequestAborted), path, expires, isDownload);
        log.LinkSigned(appId, caller.KeyId, seconds.Value);
        http.Response.Headers.CacheControl = "no-store";
        return JsonResult.Created(new AttachmentLinkResponse(new AttachmentLink(urls.Format(path) + query, expires)), ProtocolJson.Default.AttachmentLinkResponse);
    }

    // A path that is given twice gets one token.
    private static Dictionary<string, MediaAccessScope> Scopes(JsonBody body, MediaUrls urls)
    {
        var scopes = new Dictionary<string, MediaAccessScope>(StringComparer.Ordinal);
        foreach (var (index, path) in body.RequiredTexts("paths", 1, MaxPaths).Index())
        {
            if (urls.TryParseScope(path, out var scope)) scopes[path] = scope;
            else body.Reject($"'paths[{index}]' should be the path of an app, of a conversation or of a media URL");
        }

        return scopes;
    }

    // If the key was deleted during this request, its credentials are no longer valid.
    private static async ValueTask<ApiKey> KeyOfAsync(ApiKeyService apiKeys, Caller caller, CancellationToken cancellationToken) =>
        await apiKeys.FindAsync(caller.KeyId, cancellationToken) ?? throw new ProblemException(Problems.InvalidCredentials);
}
