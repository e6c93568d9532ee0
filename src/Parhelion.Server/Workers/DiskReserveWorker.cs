using Parhelion.Core.Catalog;

namespace Parhelion.Server.Workers;

/// <summary>Makes the reserve of the disk at start, and again when there is space; tells the operator when it is given up.</summary>
internal sealed class DiskReserveWorker(DiskSpaceReserve reserve, TimeProvider clock, ILogger<DiskReserveWorker> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private bool isSpent;

    public override void Dispose()
    {
        reserve.GivenUp -= TellGivenUp;
        reserve.Made -= TellMade;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        reserve.GivenUp += TellGivenUp;
        reserve.Made += TellMade;
        // The start belongs to the first requests.
        await Task.Yield();
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            if (!TryMake() && !isSpent) TellGivenUp(0);
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
            // The folder is in trouble, and whoever writes there says so.
            log.ReserveFailed(e);
            return true;
        }
    }

    private void TellGivenUp(long bytes)
    {
        isSpent = true;
        log.ReserveGivenUp(bytes);
    }

    private void TellMade(long bytes)
    {
        if (isSpent) log.ReserveMade(bytes);
        isSpent = false;
    }
}
