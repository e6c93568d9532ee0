using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Media;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the route that sets a media token as a cookie, so that browsers can show private files in web pages.</summary>
/// <remarks>SDKs of version 9.0 call the route with POST. All other SDKs call the route with GET.</remarks>
internal static class MediaCookieEndpoints
{
    private const string Methods = "GET, POST";
    private const string Bearer = "Bearer ";

    public static void MapMediaCookie(this IEndpointRouteBuilder routes)
    {
        Describe(routes.MapGet("/", SetAsync)).WithName("SetCookie");
        Describe(routes.MapPost("/", SetAsync)).WithName("SetCookieByPost");
        routes.MapMethods("/", [HttpMethods.Options], Preflight).ExcludeFromDescription();
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) =>
        route.WithSummary("Set a media token as a cookie. Send the token in the header Authorization (Bearer), to the host that serves the media.")
            .WithMetadata(new MediaTokenSecurityMetadata()).Produces<EmptyResponse>().ProducesProblems(401, 403);

    private static async Task<IResult> SetAsync(HttpContext http, string appId, MediaTokens tokens, MediaCookie cookie, CredentialedCorsPolicy crossOriginPolicy)
    {
        crossOriginPolicy.Allow(http);
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0) throw new ProblemException(Problems.AuthorizationRequired);
        var token = header is [{ } text] && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? text[Bearer.Length..].Trim(' ') : "";
        var grant = await tokens.VerifyAsync(token, http.RequestAborted) ?? throw new ProblemException(Problems.InvalidCredentials);
        if (grant.Scope.AppId != appId) throw new ProblemException(Problems.Forbidden);
        cookie.Set(http.Response, token, grant);
        http.Response.Headers.CacheControl = "no-store";
        return JsonResult.Done();
    }

    private static IResult Preflight(HttpContext http, CredentialedCorsPolicy crossOriginPolicy)
    {
        http.Response.Headers.Allow = $"{Methods}, OPTIONS";
        return crossOriginPolicy.AllowPreflight(http, Methods, "Authorization, Content-Type") ? Results.NoContent() : throw new ProblemException(Problems.MethodNotAllowed);
    }
}
