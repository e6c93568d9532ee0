using Microsoft.AspNetCore.Connections;
using Parhelion.Core;

namespace Parhelion.Server.Connections;

/// <summary>
/// Aborts connections whose client has read nothing of a response for <c>Limits:ReaderIdleSeconds</c>. A transfer that still moves bytes has no time limit.
/// Works on Linux only.
/// </summary>
/// <remarks>A stalled transfer would otherwise hold its file, its connection and kernel memory for ever.</remarks>
internal sealed class StalledConnectionWorker(ConnectionLimiter connections, TimeSpan patience, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!PlatformFeatures.IsLinux) return;
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
