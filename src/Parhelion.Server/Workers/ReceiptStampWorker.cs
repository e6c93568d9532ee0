using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Core.Uploading;

namespace Parhelion.Server.Workers;

/// <summary>Has the log of the database emptied and the receipts stamped. When receipts wait and nobody uploads, that is at once. It is a second after
/// the last commit otherwise, and at the latest <see cref="Longest"/> after the time before.</summary>
internal sealed class ReceiptStampWorker(
    ReceiptStamping receiptStamping, UploadsInFlight uploads, Database database, ILogger<ReceiptStampWorker> log) : BackgroundService
{
    /// <summary>How long what was deleted can be in the log while somebody writes all the time, unless a reader needs the log.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    // Nobody can write while the log is being emptied: that takes at most a tenth of the time.
    private const int RestFactor = 10;

    // How long the disk is left alone is a matter of real time, whatever the clock of the server says.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly WakeSignal wakeSignal = new(Clock);
    private long emptied;
    private TimeSpan rest;
    private int refusals;
    private long commits = -1;
    private long changed;

    private bool IsIdle => !receiptStamping.IsAwaited && database.Log?.IsEmpty != false;

    private bool IsDue => Clock.GetElapsedTime(emptied) is var since && since >= rest &&
        (since >= Longest || (receiptStamping.IsAwaited && uploads.Count == 0) || Clock.GetElapsedTime(changed) >= Quiet);

    public override void Dispose()
    {
        receiptStamping.Awaited -= wakeSignal.Wake;
        if (database.Log is { } written) written.Begun -= wakeSignal.Wake;
        wakeSignal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        receiptStamping.Awaited += wakeSignal.Wake;
        if (database.Log is { } written) written.Begun += wakeSignal.Wake;
        // The start belongs to the first requests.
        await Task.Yield();
        // An earlier run may have left something.
        rest = await RunAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            Look();
            if (!IsIdle && IsDue) rest = await RunAsync(stoppingToken);
            await wakeSignal.SleepAsync(Wait(), stoppingToken);
        }
    }

    private void Look()
    {
        if (database.Log?.Commits is not { } now || now == commits) return;
        (commits, changed) = (now, Clock.GetTimestamp());
    }

    private TimeSpan Wait()
    {
        if (IsIdle) return PollingInterval.Of(database);
        var left = rest - Clock.GetElapsedTime(emptied);
        return left > TimeSpan.Zero && left < Quiet ? left : Quiet;
    }

    // How long to rest then.
    private async Task<TimeSpan> RunAsync(CancellationToken cancellationToken)
    {
        var begun = Clock.GetTimestamp();
        try
        {
            refusals = await receiptStamping.RunAsync(cancellationToken) ? 0 : refusals + 1;
            return refusals == 0 ? Least(Clock.GetElapsedTime(begun) * RestFactor, AfterFault) : Least(Quiet * refusals, Longest);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops; the next start goes on.
            return AfterFault;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Entries wait, and say so.
            log.StampingFailed(e);
            return AfterFault;
        }
        finally
        {
            emptied = Clock.GetTimestamp();
        }
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
