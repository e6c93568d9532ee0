using Parhelion.Core.Catalog;

namespace Parhelion.Server.Workers;

/// <summary>
/// Creates the disk reserve file at start, and tries again every minute if the file is missing. The file reserves disk space for deletions. When the disk is
/// full, the server deletes the file. Deletions then still have space to write.
/// </summary>
/// <remarks>The worker logs when the file is deleted and when it exists again.</remarks>
internal sealed class DiskReserveFileWorker(DiskReserveFile reserve, TimeProvider clock, ILogger<DiskReserveFileWorker> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private bool isSpent;

    public override void Dispose()
    {
        reserve.Released -= LogReleased;
        reserve.Made -= LogReserved;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        reserve.Released += LogReleased;
        reserve.Made += LogReserved;
        // Do not delay the start of the server.
        await Task.Yield();
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            if (!TryMake() && !isSpent) LogReleased(0);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private bool TryMake()
    {
        try
        {
            return reserve.TryMake();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder cannot be written to. Other writers report that as well, so the reserve does not count as given up.
            log.ReserveFailed(e);
            return true;
        }
    }

    private void LogReleased(long bytes)
    {
        isSpent = true;
        log.ReserveGivenUp(bytes);
    }

    private void LogReserved(long bytes)
    {
        if (isSpent) log.ReserveMade(bytes);
        isSpent = false;
    }
}
