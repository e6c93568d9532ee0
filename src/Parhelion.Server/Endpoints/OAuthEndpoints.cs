using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Parhelion.Core.OAuth;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Access.OAuth;
using Parhelion.Server.Addressing;
using Parhelion.Server.Auditing;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the routes of OAuth 2.0 (RFC 6749). With OAuth, the owner of an app gives another program, the client, access to the app. The routes ask the owner on a
/// web page, issue access tokens, and end the access.
/// </summary>
/// <remarks>The web page gives the client an authorization code. The client exchanges the code for an access token.</remarks>
internal static class OAuthEndpoints
{
    private const int FormBytes = 16 * 1024;
    private const string SignIn = "Enter a key of the app or of the account and its secret.";

    // The secret is compared with this one if there is no such client, so that an unknown client takes as long as a wrong secret.
    private static readonly string DummySecret = ApiKeyService.NewSecret();

    public static void MapOAuth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/authorize", Ask).WithMetadata(new OpenApiNoSecurity(), new OpenApiOAuthQuery()).WithName("Authorize")
            .WithSummary("Ask the owner of an app to give a client access to it, on a page in the browser")
            .WithDescription("The browser is then sent to the redirect URI with a code, or with an error.").Produces<string>(StatusCodes.Status200OK, "text/html").Produces(StatusCodes.Status302Found)
            .Produces<string>(StatusCodes.Status400BadRequest, "text/html");
        routes.MapPost("/authorize", DecideAsync).ExcludeFromDescription();
        routes.MapPost("/token", ExchangeAsync).WithMetadata(new OpenApiNoSecurity()).WithName("GetToken").WithSummary("Exchange an authorization code for an access token")
            .WithDescription("A code is valid once, for five minutes.").Accepts<OAuthTokenBody>("application/json").Produces<OAuthTokenResponse>().ProducesProblems(400, 401, 413, 415);
        routes.MapDelete("/authorization", RevokeAsync).WithMetadata(EndpointAccessRule.Integration).WithName("RevokeAccess")
            .WithSummary("End the access of a client to an app. Its access tokens and webhooks are deleted.").Produces<EmptyResponse>().ProducesProblems(401, 403);
    }

    private static IResult Ask(HttpContext http, OAuthSettings settings, ConsentFormTokens tokens, PublicBaseUrls serverAddresses)
    {
        var query = http.Request.Query;
        if (OAuthAuthorizationRequest.Read(settings, name => query[name], out var fault) is not { } request) return ConsentPage.Refuse(StatusCodes.Status400BadRequest, fault);
        return query["response_type"] is ["code"]
            ? ConsentPage.Ask(StatusCodes.Status200OK, request, TokenOf(http, tokens, request, serverAddresses), fault: null)
            : Results.Redirect(request.LocationOf("error", "unsupported_response_type"));
    }

    private static async Task<IResult> DecideAsync(
        HttpContext http, OAuthSettings settings, ConsentFormTokens tokens, BasicCredentialsVerifier credentials, WrongCredentialsLimit wrongCredentials, OAuthService oauth,
        PublicBaseUrls serverAddresses)
    {
        var form = await ReadFormAsync(http);
        if (OAuthAuthorizationRequest.Read(settings, name => form.GetValueOrDefault(name), out var fault) is not { } request) return ConsentPage.Refuse(StatusCodes.Status400BadRequest, fault);
        var isForeign = http.Request.Headers["Sec-Fetch-Site"] is [{ } site] && site != "same-origin";
        if (isForeign || !tokens.Verify(http, request, Text("token"))) return ConsentPage.Refuse(StatusCodes.Status403Forbidden, "The page has expired. Go back to the program and begin again.");
        if (Text("decision") != "allow") return SendBack(http, request.LocationOf("error", "access_denied"));
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Text("key_id").Trim()}:{Text("secret").Trim()}"));
        if (await credentials.VerifyAsync(pair, http.RequestAborted) is not { } apiKey)
        {
            await wrongCredentials.CountAsync(http);
            return Again(StatusCodes.Status401Unauthorized, $"Invalid credentials. {SignIn}");
        }

        var appId = apiKey.AppId ?? Text("app_id").Trim();
        if (apiKey.IntegrationId is not null) return Again(StatusCodes.Status403Forbidden, $"A key of an integration cannot give access. {SignIn}");
        if (!Core.ObjectId.IsValid(appId)) return Again(StatusCodes.Status400BadRequest, "With a key of the account, enter the id of the app: 24 hexadecimal characters.");
        try
        {
            var code = await oauth.AuthorizeAsync(request.Client.Id, request.RedirectUri, appId, apiKey.Id, http.RequestAborted);
            return SendBack(http, request.LocationOf("code", code));
        }
        catch (ProblemException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return Again(StatusCodes.Status404NotFound, "There is no app with this id.");
        }

        string Text(string name) => form.GetValueOrDefault(name).ToString();

        ConsentPage Again(int status, string why) => ConsentPage.Ask(status, request, TokenOf(http, tokens, request, serverAddresses), why);
    }

    private static async Task<IResult> ExchangeAsync(
        HttpContext http, OAuthSettings settings, OAuthService oauth, WrongCredentialsLimit wrongCredentials, AuditActorFactory actors, JsonBodyLimit requests, TimeProvider clock)
    {
        using var body = await JsonBody.ReadAsync(http, requests.JsonBytes);
        var (code, clientId, secret) = (body.RequiredText("code", 1, 512), body.RequiredText("client_id", 1, 512), body.RequiredText("client_secret", 1, 1024));
        body.RequiredChoice("grant_type", "authorization_code");
        var redirectUri = body.OptionalText("redirect_uri", 1, 2048);
        body.ThrowIfFaulty();
        var client = settings.Find(clientId);
        if (!IsSame(secret, client?.Secret ?? DummySecret) || client is null)
        {
            await wrongCredentials.CountAsync(http);
            throw new ProblemException(Problems.InvalidCredentials);
        }

        var apiKey = await oauth.ExchangeAsync(client.Id, client.Name, code, redirectUri, (keyId, scope) => actors.Of(http, keyId, scope), http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return JsonResult.Ok(new OAuthTokenResponse(OAuthAccessTokens.Of(apiKey, clock.GetUtcNow()), "Bearer"), ProtocolJson.Default.OAuthTokenResponse);
    }

    private static async Task<IResult> RevokeAsync(HttpContext http, OAuthService oauth)
    {
        var caller = Caller.Of(http);
        await oauth.RevokeAsync(caller.AppId!, caller.IntegrationId!, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Done();
    }

    // 303: the browser gets the URL, whatever it has sent here.
    private static IResult SendBack(HttpContext http, string location)
    {
        http.Response.Headers.Location = location;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static string TokenOf(HttpContext http, ConsentFormTokens tokens, OAuthAuthorizationRequest request, PublicBaseUrls serverAddresses) =>
        tokens.Issue(http, request, http.Request.IsHttps || serverAddresses.UrlOf(http.Request).StartsWith("https:", StringComparison.Ordinal));

    private static async Task<Dictionary<string, StringValues>> ReadFormAsync(HttpContext http)
    {
        ContentEncodingCheck.Refuse(http.Request);
        if (http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true) throw new ProblemException(Problems.UrlEncodedFormRequired);
        var reader = http.Request.BodyReader;
        var read = await reader.ReadAtLeastAsync(FormBytes + 1, http.RequestAborted);
        try
        {
            if (read.Buffer.Length > FormBytes) throw new ProblemException(Problems.TooLarge("form", FormBytes));
            return QueryHelpers.ParseQuery(Encoding.UTF8.GetString(read.Buffer));
        }
        finally
        {
            reader.AdvanceTo(read.Buffer.End);
        }
    }

    // Compares hashes, so that the time depends on neither the content nor the length of the secret.
    private static bool IsSame(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
