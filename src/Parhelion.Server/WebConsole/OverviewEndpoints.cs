using Parhelion.Core.Usage;
using Parhelion.Server.Readiness;
using Parhelion.Server.WebConsole.Pages;

namespace Parhelion.Server.WebConsole;

/// <summary>Maps the first page of an app: how much there is, what happened, and how the server is.</summary>
internal static class OverviewEndpoints
{
    public static void MapOverview(this IEndpointRouteBuilder routes) => routes.MapGet("", ShowAsync);

    private static async Task<IResult> ShowAsync(HttpContext http, string appId, ConsoleFrames frames, UsageReader usage, ReadinessCheck readiness, TimeProvider clock)
    {
        var frame = await frames.OfAsync(http, appId);
        var session = ConsoleFrames.SessionOf(http);
        // The state of the server concerns only those who may see all of it.
        var health = session.IsAccount ? (await readiness.AskVerboselyAsync()).Components.Select(HealthLine.Of).ToList() : null;
        return new ConsoleResult<OverviewPage>(
            StatusCodes.Status200OK, ("Frame", frame), ("Usage", await usage.ReadAsync(appId, http.RequestAborted)), ("Health", health), ("Now", clock.GetUtcNow()));
    }
}
