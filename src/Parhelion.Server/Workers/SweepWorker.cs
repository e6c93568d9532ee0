using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Core.Uploading;
using Parhelion.Core.Webhooks;

namespace Parhelion.Server.Workers;

/// <summary>Works off cascades and drains the ledger: at start, whenever something was removed, and when a retry is due. What it works off is
/// out of reach already, so it gives way: as long as somebody uploads it rests as long as it worked (measured by <c>./run bench cascade</c>:
/// uploads keep more than half of their throughput).</summary>
internal sealed class SweepWorker(
    Removal removal, Sweep sweep, Farewells farewells, InFlight uploads, Database database, TimeProvider clock,
    ILogger<SweepWorker> log) : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    private readonly Alarm alarm = new(clock);

    public override void Dispose()
    {
        removal.WorkAdded -= alarm.Wake;
        alarm.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        removal.WorkAdded += alarm.Wake;
        while (!stoppingToken.IsCancellationRequested)
        {
            var begun = clock.GetTimestamp();
            var wait = await WorkAsync(stoppingToken);
            if (wait > TimeSpan.Zero) await alarm.SleepAsync(wait, stoppingToken);
            else if (uploads.Count > 0) await Task.Delay(clock.GetElapsedTime(begun), clock, stoppingToken);
        }
    }

    private async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            var stepped = await removal.StepAsync(cancellationToken);
            var result = await sweep.RunAsync(cancellationToken);
            foreach (var failure in result.Failures) log.EraseFailed(failure);
            if (stepped || result.More) return TimeSpan.Zero;
            await farewells.TellAsync(cancellationToken);
            var longest = Rounds.Of(database);
            return await sweep.NextAsync(cancellationToken) is { } next && next < longest ? next : longest;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store is in trouble; the ledger keeps, so nothing is lost by waiting.
            log.SweepFailed(e);
            return AfterFault;
        }
    }
}
