using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the route <c>GET /v2/tokenInfo</c>, which returns the app that the credentials of the request belong to. Clients call this route to test
/// credentials.</summary>
internal static class TokenInfoEndpoints
{
    public static void MapTokenInfo(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", GetAsync).WithName("GetTokenInfo").WithSummary("Get the app that the credentials belong to")
            .Produces<AppResponse>().ProducesProblems(401, 403);

    private static async Task<IResult> GetAsync(HttpContext http, AppService apps)
    {
        // Account credentials are valid, but belong to no single app.
        if (Caller.Of(http).AppId is not { } appId) throw new ProblemException(Problems.Forbidden);
        var app = await apps.FindAsync(appId, http.RequestAborted) ?? throw new ProblemException(Problems.AppNotFound);
        return JsonResult.Ok(new AppResponse(AppMapper.App(app)), ProtocolJson.Default.AppResponse);
    }
}
