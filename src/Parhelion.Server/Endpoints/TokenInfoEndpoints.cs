using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary><c>GET /v2/tokenInfo</c>: the app behind the credentials, which makes it a test of them.</summary>
internal static class TokenInfoEndpoints
{
    public static void MapTokenInfo(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", GetAsync).WithName("GetTokenInfo").WithSummary("The app that the credentials belong to")
            .Produces<AppResponse>().ProducesProblems(401, 403);

    private static async Task<IResult> GetAsync(HttpContext http, Apps apps)
    {
        // Account credentials hold, but no single app is behind them.
        if (Caller.Of(http).AppId is not { } appId) throw new ProblemException(Problems.Forbidden);
        var app = await apps.FindAsync(appId, http.RequestAborted) ?? throw new ProblemException(Problems.AppNotFound);
        return JsonResult.Ok(new AppResponse(AppFields.App(app)), ProtocolJson.Default.AppResponse);
    }
}
