using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Core.Removing;
using Parhelion.Core.Simulation;
using Parhelion.Core.Telemetry;
using Parhelion.Core.Uploading;
using Parhelion.Server.Auditing;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Workers;

/// <summary>
/// Removes data that is no longer used, at start and then every <c>Sweep:OrphanInterval</c>. The worker erases staged files of interrupted uploads, and deletes
/// expired records. Blobs without a database row move to the quarantine. After <c>Sweep:QuarantineDays</c>, the worker erases these blobs.
/// </summary>
/// <remarks>The expired records are receipts, records of refused uploads, audit entries, simulated deliveries and OAuth codes.</remarks>
internal sealed class CleanupWorker(
    OrphanScan scan, UploadRefusalRecorder refusals, Database database, DeletionSettings settings, AuditExpiry audit, AuditSettings auditSettings, StorageWarningRegistry warnings, OrphanMetrics metrics, TimeProvider clock, ILogger<CleanupWorker> log) : BackgroundService
{
    private const string Part = StorageWarningRegistry.OrphanScan;
    private const int Batch = 500;
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Do not delay the start of the server.
        await Task.Yield();
        while (true)
        {
            var interval = settings.OrphanInterval;
            var wait = await TidyAsync(stoppingToken) || interval < AfterFault ? interval : AfterFault;
            await Task.Delay(wait, clock, stoppingToken);
        }
    }

    private async Task<bool> TidyAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await ScanAsync(cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
            await ForgetReceiptsAsync(cancellationToken);
            var expired = await audit.RunAsync(clock.GetUtcNow() - TimeSpan.FromDays(auditSettings.Days), cancellationToken);
            if (expired > 0) log.AuditExpired(expired);
            return true;
        }
        catch (InstallationMismatchException e)
        {
            log.StoreDoesNotBelong(e.Message);
            warnings.Set(Part, "The database and the blob store do not belong together: no blob without a row is moved or erased.");
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Left-over files do no harm; the next round tries again.
            log.ScanFailed(e);
            return false;
        }
    }

    // Returns whether there are more blobs to move.
    private async Task<bool> ScanAsync(CancellationToken cancellationToken)
    {
        using var activity = Tracing.Start("orphan scan");
        var result = await scan.RunAsync(takesAny: false, cancellationToken);
        metrics.Scanned(result);
        var days = settings.Orphans.QuarantineTime.TotalDays;
        if (result.Staged > 0) log.StagedErased(result.Staged);
        if (result.Restored > 0) log.OrphansGivenBack(result.Restored);
        if (result.Erased > 0) log.OrphansErasedForGood(result.Erased, result.ErasedBytes, days);
        if (result.Quarantined > 0) log.OrphansTaken(result.Quarantined, result.QuarantinedBytes, days);
        if (result.IsStopped) log.OrphansTooMany(result.Orphans, result.Blobs, result.OrphanBytes, result.Held);
        warnings.Set(Part, WarningOf(result));
        return result.HasMore;
    }

    private static string? WarningOf(OrphanScanResult result)
    {
        if (result.IsStopped) return $"{result.Orphans} of {result.Blobs} blobs have no row. These are too many to be left-over files, so none was moved. Check whether this is the right database.";
        var held = result.Held + result.Quarantined;
        return held > 0 ? $"{held} blobs without a row are in the quarantine and will be erased." : null;
    }

    private async Task ForgetReceiptsAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(settings.ReceiptDays);
        int gone;
        do gone = await database.DeleteAsync(session => RemovalTable.ForgetAsync(session, before, Batch), cancellationToken);
        while (gone == Batch);
        await refusals.ForgetAsync(before, cancellationToken);
        do gone = await database.DeleteAsync(session => LateWriteTable.ForgetAsync(session, clock.GetUtcNow(), Batch), cancellationToken);
        while (gone == Batch);
        do gone = await database.DeleteAsync(session => SimulatedDeliveryTable.ForgetAsync(session, clock.GetUtcNow() - ChannelSimulatorService.KeptFor, Batch), cancellationToken);
        while (gone == Batch);
        do gone = await database.DeleteAsync(session => OAuthCodeTable.ForgetAsync(session, clock.GetUtcNow(), Batch), cancellationToken);
        while (gone == Batch);
    }
}
