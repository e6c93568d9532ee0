using Parhelion.Server.Access;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.Readiness;
using Parhelion.Server.Telemetry;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes <c>/healthz</c> and <c>/readyz</c>, which report the health of the node to load balancers and operators. Also maps <c>/metrics</c>,
/// unless <c>Metrics:Urls</c> gives the metrics their own addresses.</summary>
/// <remarks><c>/healthz</c> and <c>/readyz</c> accept GET, HEAD and OPTIONS.</remarks>
internal static class HealthEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];

    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/healthz", Methods, Healthy).WithMetadata(RateLimitOptOutMetadata.Instance).ExcludeFromDescription();
        routes.MapMethods("/readyz", Methods, ReadyAsync).WithMetadata(RateLimitOptOutMetadata.Instance).ExcludeFromDescription();
        if (routes.ServiceProvider.GetRequiredService<MetricsSettings>().Urls.Count > 0) return;
        routes.MapGet(PrometheusScrapeHandler.Path, ScrapeAsync).WithMetadata(RateLimitOptOutMetadata.Instance).ExcludeFromDescription();
    }

    private static IResult Healthy(HttpContext http) => AnswersOptions(http) ? Results.Ok() : Results.Text("ok\n");

    private static async Task<IResult> ReadyAsync(HttpContext http, ReadinessCheck readiness, OperatorAccessCheck access)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (AnswersOptions(http)) return Results.Ok();
        if (http.Request.Query.ContainsKey("verbose") && await access.AllowsAsync(http))
        {
            var details = await readiness.AskVerboselyAsync();
            return new JsonResult<VerboseReadinessReport>(StatusOf(details.Status), details, ReadinessJson.Default.VerboseReadinessReport);
        }

        var report = await readiness.AskAsync();
        return new JsonResult<ReadinessReport>(StatusOf(report.Status), report, ReadinessJson.Default.ReadinessReport);
    }

    private static int StatusOf(string status) => status == ReadinessReport.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;

    private static async Task ScrapeAsync(HttpContext http, OperatorAccessCheck access, PrometheusScrapeHandler scrape)
    {
        await access.RequireAsync(http);
        await scrape.InvokeAsync(http);
    }

    private static bool AnswersOptions(HttpContext http)
    {
        if (!HttpMethods.IsOptions(http.Request.Method)) return false;
        http.Response.Headers.Allow = "GET, HEAD, OPTIONS";
        return true;
    }
}
