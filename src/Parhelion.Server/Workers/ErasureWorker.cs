using System.Diagnostics;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Removing;
using Parhelion.Core.Renditions;
using Parhelion.Core.Uploading;

namespace Parhelion.Server.Workers;

/// <summary>
/// Finishes deletions in the background. The worker erases the blobs of removed attachments, and purges these attachments from the caches in front of the
/// server. The worker also deletes the rows that remain after the first transaction of a large deletion. A run begins at start, after each removal, and when a
/// retry is due.
/// </summary>
/// <remarks>Uploads have priority, because clients cannot reach the removed attachments any more. While an upload is in flight, the worker pauses after each
/// step for as long as the step took. Uploads then keep about half of their throughput (measured by <c>./run bench cascade</c>). Deletions that follow one
/// another are erased together, at most 20 times per second (<see cref="ShortestRound"/>): they then share transactions, and segments are opened
/// less often.</remarks>
internal sealed class ErasureWorker(
    DeletionService removal, RemovalProcessor blobErasure, ReceiptTimestampWriter receiptStamping, RenditionService renditions, UserRemovedEventRecorder userRemovedEvents, InFlightUploadRegistry uploads, Database database, TimeProvider clock,
    ILogger<ErasureWorker> log) : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    // The first deletion after a pause is erased at once.
    private static readonly TimeSpan ShortestRound = TimeSpan.FromMilliseconds(50);

    // Says that work is due already. The worker then waits for no signal, but only until its round is over.
    private static readonly TimeSpan Due = TimeSpan.FromTicks(1);

    private readonly WakeSignal wakeSignal = new(clock);
    private readonly WakeSignal again = new(clock);
    private bool waitsForNextStep;

    public override void Dispose()
    {
        removal.WorkAdded -= wakeSignal.Wake;
        receiptStamping.Stamped -= wakeSignal.Wake;
        renditions.Abandoned -= wakeSignal.Wake;
        wakeSignal.Dispose();
        again.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        removal.WorkAdded += wakeSignal.Wake;
        // A stamped receipt may be the last one that a user-removed event waits for.
        receiptStamping.Stamped += wakeSignal.Wake;
        renditions.Abandoned += wakeSignal.Wake;
        return Task.WhenAll(RunAsync(wakeSignal, WorkAsync, stoppingToken), RunAsync(again, RetryAsync, stoppingToken));
    }

    private async Task RunAsync(WakeSignal sleep, Func<CancellationToken, Task<TimeSpan>> work, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var begun = clock.GetTimestamp();
            var wait = await TryAsync(work, stoppingToken);
            if (wait > TimeSpan.Zero) await SleepAsync(sleep, wait, stoppingToken);
            else if (uploads.Count > 0) await Task.Delay(clock.GetElapsedTime(begun), clock, stoppingToken);
        }
    }

    // By the clock of the machine: a test that stops the clock of the server does not stop its work.
    private static async Task SleepAsync(WakeSignal sleep, TimeSpan wait, CancellationToken stoppingToken)
    {
        var begun = Stopwatch.GetTimestamp();
        if (wait > Due) await sleep.SleepAsync(wait, stoppingToken);
        var rest = ShortestRound - Stopwatch.GetElapsedTime(begun);
        if (rest > TimeSpan.Zero) await Task.Delay(rest, TimeProvider.System, stoppingToken);
    }

    private async Task<TimeSpan> TryAsync(Func<CancellationToken, Task<TimeSpan>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The database or the store failed. The removals stay recorded, so nothing is lost by waiting.
            log.SweepFailed(e);
            return AfterFault;
        }
    }

    private async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        var stepped = await removal.StepAsync(cancellationToken);
        // The blobs of two steps are erased together: uploads wait for these flushes too. A full disk needs the space at once.
        waitsForNextStep = stepped && !waitsForNextStep && !database.IsShortOfSpace;
        if (waitsForNextStep) return TimeSpan.Zero;
        var result = await SweepAsync(RemovalQueueKind.First, cancellationToken);
        if (result.Kept.Count + result.Unconfirmed > 0) again.Wake();
        if (stepped || result.More) return TimeSpan.Zero;
        await userRemovedEvents.RecordAsync(cancellationToken);
        return await NextAsync(RemovalQueueKind.First, cancellationToken);
    }

    // Retries run in a loop of their own, because a cache that is down may take up all of their time.
    private async Task<TimeSpan> RetryAsync(CancellationToken cancellationToken)
    {
        var result = await SweepAsync(RemovalQueueKind.Retry, cancellationToken);
        // A user-removed event may have waited for one of these blobs.
        wakeSignal.Wake();
        return result.More ? TimeSpan.Zero : await NextAsync(RemovalQueueKind.Retry, cancellationToken);
    }

    private async Task<RemovalBatchResult> SweepAsync(RemovalQueueKind line, CancellationToken cancellationToken)
    {
        var result = await blobErasure.RunAsync(line, cancellationToken);
        if (result.Kept.Count > 0) log.EraseFailed(result.Kept[0].Fault, result.Kept.Count);
        return result;
    }

    private async Task<TimeSpan> NextAsync(RemovalQueueKind line, CancellationToken cancellationToken)
    {
        var longest = PollingInterval.Of(database);
        if (await blobErasure.NextAsync(line, cancellationToken) is not { } next || next > longest) return longest;
        return next > Due ? next : Due;
    }
}
