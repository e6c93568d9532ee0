using System.Diagnostics;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Renditions;
using Parhelion.Core.Uploading;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Workers;

/// <summary>Makes the renditions of new attachments in the background. Requests that wait for a rendition come first.</summary>
/// <remarks>While uploads run, the worker pauses after each attachment, so that it hardly slows the uploads down. A pause lasts 49 times as long as the
/// renditions took, but at most ten seconds, and ends early when no upload runs.</remarks>
internal sealed class RenditionWorker(
    RenditionService renditions, RenditionRules rules, RenditionSettings options, InFlightUploadRegistry uploads, Database database, TimeProvider clock, ILogger<RenditionWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhileRequestsWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WhileUploadsRun = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly WakeSignal wakeSignal = new(clock);
    private readonly LogThrottle failures = new(TimeSpan.FromMinutes(1), clock);

    public override void Dispose()
    {
        rules.Queued -= wakeSignal.Wake;
        renditions.Failed -= OnFailed;
        wakeSignal.Dispose();
        base.Dispose();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await renditions.StopAsync().WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        renditions.Failed += OnFailed;
        if (!renditions.IsEnabled) return;
        rules.Queued += wakeSignal.Wake;
        while (!stoppingToken.IsCancellationRequested) await wakeSignal.SleepAsync(await TryAsync(stoppingToken), stoppingToken);
    }

    private async Task<TimeSpan> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await WorkAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The database failed. The attachments stay in the queue.
            OnFailed(e);
            return AfterFault;
        }
    }

    private async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        var due = await renditions.DequeueAsync(uploads.IsBusy ? 1 : options.Workers, cancellationToken);
        await Task.WhenAll(due.Select(entry => MakeAsync(entry.Key, entry.Attempts, cancellationToken)));
        if (due.Count > 0) return TimeSpan.Zero;
        var longest = PollingInterval.Of(database);
        return await renditions.NextAsync(cancellationToken) is { } next && next < longest ? next : longest;
    }

    // The pauses follow real time: a test that stops the clock must not stop the work.
    private async Task MakeAsync(BlobKey key, long attempts, CancellationToken cancellationToken)
    {
        while (renditions.HasWaitingRequests) await Task.Delay(WhileRequestsWait, TimeProvider.System, cancellationToken);
        var begun = Stopwatch.GetTimestamp();
        await renditions.MakeQueuedAsync(key, attempts, cancellationToken);
        var ended = Stopwatch.GetTimestamp();
        var pause = 49 * Stopwatch.GetElapsedTime(begun, ended);
        if (pause > LongestPause) pause = LongestPause;
        // The pause ends with the uploads.
        while (uploads.IsBusy && Stopwatch.GetElapsedTime(ended) < pause) await Task.Delay(WhileUploadsRun, TimeProvider.System, cancellationToken);
    }

    private void OnFailed(Exception fault)
    {
        if (failures.IsDue()) log.RenditionsFailed(fault);
    }
}
