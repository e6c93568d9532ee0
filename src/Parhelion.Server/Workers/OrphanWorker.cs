using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Server.Setup;

namespace Parhelion.Server.Workers;

/// <summary>Tidies up at start and on a schedule: litter of interrupted uploads, and receipts past their time.</summary>
internal sealed class OrphanWorker(
    OrphanScan scan, Database database, Settings settings, TimeProvider clock, ILogger<OrphanWorker> log) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start belongs to the first requests.
        await Task.Yield();
        while (true)
        {
            var interval = settings.Deletion.OrphanInterval;
            var wait = await TidyAsync(stoppingToken) || interval < AfterFault ? interval : AfterFault;
            await Task.Delay(wait, clock, stoppingToken);
        }
    }

    private async Task<bool> TidyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var erased = await scan.RunAsync(cancellationToken);
            if (erased > 0) log.OrphansErased(erased);
            await ForgetReceiptsAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Litter does no harm; the next round tries again.
            log.ScanFailed(e);
            return false;
        }
    }

    private async Task ForgetReceiptsAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(settings.Deletion.ReceiptDays);
        int gone;
        do gone = await database.WriteAsync(session => RemovalTable.ForgetAsync(session, before, Batch), cancellationToken);
        while (gone == Batch);
    }
}
