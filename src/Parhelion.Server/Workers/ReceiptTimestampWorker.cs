using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Core.Uploading;

namespace Parhelion.Server.Workers;

/// <summary>
/// Adds the times of erasure and purge to the deletion receipts without these times. The worker first empties the write-ahead log of the database, because the
/// log still contains deleted rows.
/// </summary>
/// <remarks>
/// A run begins if receipts wait for their times, or if the log is not empty:
/// <list type="bullet">
/// <item>at once, if receipts wait and no upload is in flight;</item>
/// <item>otherwise one second after the last commit;</item>
/// <item>under constant writes <see cref="Longest"/> after the previous run.</item>
/// </list>
/// After each run the worker rests 25 times as long as the run took, but at most five seconds.
/// </remarks>
internal sealed class ReceiptTimestampWorker(
    ReceiptTimestampWriter receiptStamping, InFlightUploadRegistry uploads, Database database, ILogger<ReceiptTimestampWorker> log) : BackgroundService
{
    /// <summary>How long deleted rows can stay in the log under constant writes, unless a reader still needs the log.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    // No write can run while the log is emptied, and each page that changes again is written again. Resting 25 times as long keeps both small.
    private const int PauseFactor = 25;

    // The pauses protect the real disk, so they follow real time and not the clock of the server, which tests replace.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly WakeSignal wakeSignal = new(Clock);
    private long emptied;
    private TimeSpan pause;
    private int refusals;
    private long commits = -1;
    private long changed;

    private bool IsIdle => !receiptStamping.IsAwaited && database.Log?.IsEmpty != false;

    private bool IsDue => Clock.GetElapsedTime(emptied) is var since && since >= pause &&
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
        // Do not delay the start of the server.
        await Task.Yield();
        // An earlier process may have left a log or receipts.
        pause = await RunAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            NoteChanges();
            if (!IsIdle && IsDue) pause = await RunAsync(stoppingToken);
            await wakeSignal.SleepAsync(Wait(), stoppingToken);
        }
    }

    private void NoteChanges()
    {
        if (database.Log?.Commits is not { } now || now == commits) return;
        (commits, changed) = (now, Clock.GetTimestamp());
    }

    private TimeSpan Wait()
    {
        if (IsIdle) return PollingInterval.Of(database);
        var left = pause - Clock.GetElapsedTime(emptied);
        return left > TimeSpan.Zero && left < Quiet ? left : Quiet;
    }

    // Returns how long to rest afterwards.
    private async Task<TimeSpan> RunAsync(CancellationToken cancellationToken)
    {
        var begun = Clock.GetTimestamp();
        try
        {
            refusals = await receiptStamping.RunAsync(cancellationToken) ? 0 : refusals + 1;
            return refusals == 0 ? Min(Clock.GetElapsedTime(begun) * PauseFactor, AfterFault) : Min(Quiet * refusals, Longest);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The server is stopping; the next start continues.
            return AfterFault;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The receipts wait, and their state says so.
            log.StampingFailed(e);
            return AfterFault;
        }
        finally
        {
            emptied = Clock.GetTimestamp();
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
