using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Resumable;

namespace Parhelion.Server.Workers;

/// <summary>Every minute, ends resumable uploads whose time is over and erases their bytes. Also ends requests whose upload another node wants to
/// continue.</summary>
internal sealed class ResumableUploadWorker(
    ResumableUploadSweep sweep, InvalidationChannel channel, ActiveUploadRegistry active, TimeProvider clock, ILogger<ResumableUploadWorker> log) : BackgroundService
{
    /// <summary>Time between two rounds. An expired upload is refused at once; only its bytes stay for this much longer.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        channel.Received += active.OnInvalidation;
        using var timer = new PeriodicTimer(Interval, clock);
        do await WorkAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            var ended = await sweep.RunAsync(cancellationToken);
            if (ended > 0) log.UploadsEnded(ended);
            await sweep.ForgetLinksAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next round ends what this one did not.
            log.UploadSweepFailed(e);
        }
    }
}
