using Parhelion.Core.Auditing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Workers;

/// <summary>
/// Writes audit entries to the database every second, and once more when the server stops. The entries record the reads of private attachments.
/// </summary>
internal sealed class PrivateReadAuditWorker(PrivateReadAuditBuffer reads, TimeProvider clock, ILogger<PrivateReadAuditWorker> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly LogThrottle failures = new(TimeSpan.FromMinutes(1), clock);
    private readonly LogThrottle losses = new(TimeSpan.FromMinutes(1), clock);
    private long lost;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Do not delay the start of the server.
        await Task.Yield();
        // Real time: tests move the clock of the server by months, of which each second would be a tick.
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync(stoppingToken);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await reads.WriteAsync(cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The server is stopping, and StopAsync tries once more.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (failures.IsDue()) log.AuditWriteFailed(e);
        }

        lost += reads.TakeLost();
        if (lost == 0 || !losses.IsDue()) return;
        log.AuditReadsLost(lost);
        lost = 0;
    }
}
