using Parhelion.Core.Conversations;

namespace Parhelion.Server.Workers;

/// <summary>Deletes expired messages and unused uploads every 15 seconds. Messages expire if their conversation was idle for longer than their app allows. An
/// upload for a message is unused if no message has used it within <c>Deletion:UnusedAfter</c>.</summary>
internal sealed class RetentionWorker(RetentionService retention, DeletionSettings settings, TimeProvider clock, ILogger<RetentionWorker> log) : BackgroundService
{
    /// <summary>Time between two rounds of deletion. A deletion can be late by this much.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do await WorkAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await retention.RunAsync(settings.UnusedAfter, cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next round deletes what this one did not.
            log.RetentionFailed(e);
        }
    }
}
