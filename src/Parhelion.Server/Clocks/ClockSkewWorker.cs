using Parhelion.Core;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.Clocks;

/// <summary>
/// Compares the clock of this node with the clocks of a remote database and a remote blob store. The worker checks the database every five seconds, and the
/// blob store once a minute.
/// </summary>
/// <remarks>Because of the short interval for the database, <see cref="RemoteClock"/> is soon right again after this machine was suspended. One minute is enough
/// for the blob store, because the clocks are also compared at every response of the store.</remarks>
internal sealed class ClockSkewWorker(ClockSkewMonitor skews, Database database, IBlobStore blobs, RemoteClock? shared = null) : BackgroundService
{
    private const int RoundsPerStoreCheck = 12;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Real time, even if a test gives another clock to the server.
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        for (var round = 0; ; round++)
        {
            if (shared is not null) await TryAsync(token => database.CompareAsync(shared, token), stoppingToken);
            if (blobs is IRemoteClockProvider && round % RoundsPerStoreCheck == 0) await TryAsync(token => blobs.NowAsync(token).AsTask(), stoppingToken);
            skews.Judge();
            if (!await timer.WaitForNextTickAsync(stoppingToken)) return;
        }
    }

    private static async Task TryAsync(Func<CancellationToken, Task> compare, CancellationToken cancellationToken)
    {
        try
        {
            await compare(cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The clock continues from the last comparison. Other components log that the database or the store cannot be reached.
        }
    }
}
