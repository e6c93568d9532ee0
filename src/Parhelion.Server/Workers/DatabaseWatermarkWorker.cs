using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Workers;

/// <summary>
/// Raises the watermark, a number that the database and the blob store both record. The worker raises the number after commits, at most every five seconds, and
/// once at shutdown. If the database has a lower number than the store, the database is an older copy. The server does not start with such a copy.
/// </summary>
/// <remarks>The worker raises the number in the database first, and then in the store. After a crash, the number may not count the commits of the last five
/// seconds.</remarks>
internal sealed class DatabaseWatermarkWorker(InstallationIdentityWriter watermark, Database database, StorageWarningRegistry warnings, TimeProvider clock, ILogger<DatabaseWatermarkWorker> log) : BackgroundService
{
    /// <summary>Time between two checks for new commits.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private const string Part = StorageWarningRegistry.Installation;

    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    private long seen;
    private string? told;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(LongestStop, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await RaiseAsync(both.Token);
        }
        catch (OperationCanceledException)
        {
            // The store does not answer. Its mark stays valid, though it is not the latest.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        seen = database.Commits;
        // Commits take real time, also where a test moves the clock by years.
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await RaiseAsync(stoppingToken);
    }

    private async Task RaiseAsync(CancellationToken cancellationToken)
    {
        var commits = database.Commits;
        if (commits == seen) return;
        try
        {
            await watermark.RaiseAsync(cancellationToken);
            seen = commits;
            told = null;
            warnings.Set(Part, null);
        }
        catch (InstallationMismatchException e)
        {
            if (told != e.Message) log.StoreDoesNotBelong(told = e.Message);
            warnings.Set(Part, "The database and the blob store do not belong together any more. The log says how they differ.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next round tries again.
            log.WatermarkFailed(e);
        }
    }
}
