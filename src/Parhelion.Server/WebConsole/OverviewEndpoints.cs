using Parhelion.Core.Catalog;
using Parhelion.Core.Usage;
using Parhelion.Server.Readiness;
using Parhelion.Server.Storage;
using Parhelion.Server.Telemetry;
using Parhelion.Server.WebConsole.Pages;

namespace Parhelion.Server.WebConsole;

/// <summary>Maps the overview page, which is the first page of an app in the web console. The page shows how much the app stores and what happens in the app.
/// If the session has a key of the account, the page also shows the state of the server.</summary>
internal static class OverviewEndpoints
{
    public static void MapOverview(this IEndpointRouteBuilder routes) => routes.MapGet("", ShowAsync);

    private static async Task<IResult> ShowAsync(
        HttpContext http, string appId, string? reads, ConsoleLayoutDataFactory frames, UsageReader usage, ReadinessCheck readiness, Database database, DataDirectory directory, TimeProvider clock)
    {
        var frame = await frames.OfAsync(http, appId);
        // The state of the server concerns only those who may see all of it.
        var state = ConsoleLayoutDataFactory.SessionOf(http).IsAccount ? await StateAsync(readiness, database, directory, http.RequestAborted) : null;
        return new ConsoleResult<OverviewPage>(
            StatusCodes.Status200OK, ("Frame", frame), ("Usage", await usage.ReadAsync(appId, http.RequestAborted)), ("State", state), ("ShowsReads", reads is not null), ("Now", clock.GetUtcNow()));
    }

    private static async Task<ServerOverview> StateAsync(ReadinessCheck readiness, Database database, DataDirectory directory, CancellationToken cancellationToken)
    {
        var health = (await readiness.AskVerboselyAsync()).Components.Select(OverviewHealthLine.Of).ToList();
        var queues = OverviewQueueLine.Of(await PendingWorkSummary.ReadAsync(database, cancellationToken));
        try
        {
            var machine = DiskAndOpenFileUsage.Read(directory.Root);
            return new ServerOverview(health, queues, machine.FreeBytes, machine.SizeBytes);
        }
        catch (IOException)
        {
            // The health tells it.
            return new ServerOverview(health, queues, null, null);
        }
    }
}
