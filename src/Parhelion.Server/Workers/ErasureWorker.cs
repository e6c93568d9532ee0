using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Core.Uploading;
using Parhelion.Core.Webhooks;

namespace Parhelion.Server.Workers;

/// <summary>Works off cascades and drains the ledger: at start, whenever something was removed, and when a retry is due. What it works off is
/// out of reach already, so it gives way: as long as somebody uploads it rests as long as it worked (measured by <c>./run bench cascade</c>:
/// uploads keep more than half of their throughput).</summary>
internal sealed class ErasureWorker(
    Removal removal, BlobErasure blobErasure, ReceiptStamping receiptStamping, UserRemovedEvents userRemovedEvents, UploadsInFlight uploads, Database database, TimeProvider clock,
    ILogger<ErasureWorker> log) : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    private readonly WakeSignal wakeSignal = new(clock);
    private readonly WakeSignal again = new(clock);

    public override void Dispose()
    {
        removal.WorkAdded -= wakeSignal.Wake;
        receiptStamping.Stamped -= wakeSignal.Wake;
        wakeSignal.Dispose();
        again.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        removal.WorkAdded += wakeSignal.Wake;
        // The last receipt of a user may be among them.
        receiptStamping.Stamped += wakeSignal.Wake;
        return Task.WhenAll(RunAsync(wakeSignal, WorkAsync, stoppingToken), RunAsync(again, RetryAsync, stoppingToken));
    }

    private async Task RunAsync(WakeSignal sleep, Func<CancellationToken, Task<TimeSpan>> work, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var begun = clock.GetTimestamp();
            var wait = await TryAsync(work, stoppingToken);
            if (wait > TimeSpan.Zero) await sleep.SleepAsync(wait, stoppingToken);
            else if (uploads.Count > 0) await Task.Delay(clock.GetElapsedTime(begun), clock, stoppingToken);
        }
    }

    private async Task<TimeSpan> TryAsync(Func<CancellationToken, Task<TimeSpan>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store is in trouble; the ledger keeps, so nothing is lost by waiting.
            log.SweepFailed(e);
            return AfterFault;
        }
    }

    private async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        var stepped = await removal.StepAsync(cancellationToken);
        var result = await SweepAsync(RemovalAttempt.First, cancellationToken);
        if (result.Kept.Count + result.Untold > 0) again.Wake();
        if (stepped || result.More) return TimeSpan.Zero;
        await userRemovedEvents.TellAsync(cancellationToken);
        return await NextAsync(RemovalAttempt.First, cancellationToken);
    }

    // What has failed before takes its own time: a cache that is down may need all of it.
    private async Task<TimeSpan> RetryAsync(CancellationToken cancellationToken)
    {
        var result = await SweepAsync(RemovalAttempt.Again, cancellationToken);
        // Somebody may have waited for the last blob of a user.
        wakeSignal.Wake();
        return result.More ? TimeSpan.Zero : await NextAsync(RemovalAttempt.Again, cancellationToken);
    }

    private async Task<BlobErasureResult> SweepAsync(RemovalAttempt line, CancellationToken cancellationToken)
    {
        var result = await blobErasure.RunAsync(line, cancellationToken);
        if (result.Kept.Count > 0) log.EraseFailed(result.Kept[0].Fault, result.Kept.Count);
        return result;
    }

    private async Task<TimeSpan> NextAsync(RemovalAttempt line, CancellationToken cancellationToken)
    {
        var longest = PollingInterval.Of(database);
        return await blobErasure.NextAsync(line, cancellationToken) is { } next && next < longest ? next : longest;
    }
}
