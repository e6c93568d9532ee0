using Microsoft.AspNetCore.Connections;

namespace Parhelion.Server.Connections;

/// <summary>Aborts connections whose client reads nothing for too long. A transfer may last as long as bytes move. A stalled one would hold its file, its
/// connection and kernel memory for ever.</summary>
internal sealed class StalledReaders(OpenConnections connections, TimeSpan patience, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var timer = new PeriodicTimer(patience / 8, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) AbortStalled();
    }

    private void AbortStalled()
    {
        foreach (var connection in connections.Snapshot())
        {
            if (connection.Progress.Stalled(clock) >= patience) connection.Abort(new ConnectionAbortedException("The client read nothing for too long."));
        }
    }
}
