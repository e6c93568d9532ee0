using Parhelion.Server.RateLimiting;
using Parhelion.Server.Readiness;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes <c>/healthz</c> and <c>/readyz</c>, which tell load balancers and operators the health of the node. The routes accept GET, HEAD and
/// OPTIONS.</summary>
internal static class HealthEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];

    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/healthz", Methods, Healthy).WithMetadata(UncountedRoute.Instance).ExcludeFromDescription();
        routes.MapMethods("/readyz", Methods, ReadyAsync).WithMetadata(UncountedRoute.Instance).ExcludeFromDescription();
    }

    private static IResult Healthy(HttpContext http) => AnswersOptions(http) ? Results.Ok() : Results.Text("ok\n");

    private static async Task<IResult> ReadyAsync(HttpContext http, ReadinessCheck readiness)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (AnswersOptions(http)) return Results.Ok();
        var report = await readiness.AskAsync();
        var status = report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return new JsonResult<ReadinessReport>(status, report, ReadinessJson.Default.ReadinessReport);
    }

    private static bool AnswersOptions(HttpContext http)
    {
        if (!HttpMethods.IsOptions(http.Request.Method)) return false;
        http.Response.Headers.Allow = "GET, HEAD, OPTIONS";
        return true;
    }
}
