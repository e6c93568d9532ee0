using Parhelion.Core.Conversations;

namespace Parhelion.Server.Workers;

/// <summary>Looks every few seconds for what has had its time: idle conversations of apps that say so, and unused uploads.</summary>
internal sealed class RetentionWorker(Retention retention, DeletionSettings settings, TimeProvider clock, ILogger<RetentionWorker> log) : BackgroundService
{
    /// <summary>How much later than promised a deletion may come.</summary>
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
            // What is due stays due.
            log.RetentionFailed(e);
        }
    }
}
