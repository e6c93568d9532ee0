using Parhelion.Core.Catalog;
using Parhelion.Core.Usage;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Workers;

/// <summary>
/// Adds the recorded usage changes to the totals of the apps every second. Reads of the usage are therefore fast. The worker also reads how many bytes the
/// installation stores, if <see cref="UploadSpaceOptions.TotalBytes"/> limits the size of all attachments.
/// </summary>
/// <remarks>Without this worker, the usage would still be exact, but a read of the usage would take longer.</remarks>
internal sealed class UsageWorker(UsageChangeAggregation folding, UploadSpaceCheck space, Database database, TimeProvider clock, ILogger<UsageWorker> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly LogThrottle failures = new(TimeSpan.FromMinutes(1), clock);
    private long commits = -1;
    private bool wasShort;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Do not delay the start of the server.
        await Task.Yield();
        // Real time: tests move the clock of the server by months, of which each second would be a tick.
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        do await WorkAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await UpdateAsync(cancellationToken);
            LogSpace();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The server is stopping; the next start continues.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (failures.IsDue()) log.UsageFoldingFailed(e);
        }
    }

    private async Task UpdateAsync(CancellationToken cancellationToken)
    {
        await space.RefreshAsync(cancellationToken);
        // Without a commit of this process there is nothing to add up, unless there are other nodes.
        var now = database.Commits;
        if (now == commits && !database.IsShared) return;
        // On a full disk deletions need the space that is left.
        if (!database.IsShortOfSpace) await folding.RunAsync(cancellationToken);
        commits = now;
    }

    private void LogSpace()
    {
        // The reserve of a full disk has log lines of its own.
        var isShort = !database.IsShortOfSpace && space.IsShort;
        if (isShort && !wasShort) log.UploadsRefused();
        if (!isShort && wasShort) log.UploadsAccepted();
        wasShort = isShort;
    }
}
