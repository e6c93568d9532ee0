using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Resumable;

namespace Parhelion.Server.Workers;

/// <summary>
/// Ends expired resumable uploads every minute, and erases their bytes. The worker also deletes the rows of expired upload links. If another node wants to
/// continue an upload of this node, the worker ends the request on this node.
/// </summary>
internal sealed class ResumableUploadWorker(
    ResumableUploadSweep sweep, ResumableUploadService uploads, InvalidationChannel channel, ResumableRequestRegistry active, TimeProvider clock, ILogger<ResumableUploadWorker> log) : BackgroundService
{
    /// <summary>Time between two rounds. An expired upload is refused at once; only its bytes stay for this much longer.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        channel.Received += active.OnInvalidation;
        uploads.Lost += log.UploadLost;
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await WorkAsync(SweepAsync, stoppingToken);
            await WorkAsync(sweep.ForgetLinksAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        // One line in the log for each round, however many uploads have the same fault.
        Exception? fault = null;
        var ended = await sweep.RunAsync(failed: e => fault ??= e, cancellationToken);
        if (ended > 0) log.UploadsEnded(ended);
        if (fault is not null) log.UploadSweepFailed(fault);
    }

    private async Task WorkAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next round ends what this one did not.
            log.UploadSweepFailed(e);
        }
    }
}
