using Parhelion.Core;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.Clocks;

/// <summary>Compares the clocks: with that of the database every five seconds, so that a machine that was suspended is right again soon, and with that of the blob store
/// once a minute, if nothing else asks the store.</summary>
internal sealed class ClockWorker(ClockSkews skews, Database database, IBlobStore blobs, RemoteClock? shared = null) : BackgroundService
{
    private const int RoundsOfStore = 12;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Real time, whatever clock a test gives to the server.
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        for (var round = 0; ; round++)
        {
            if (shared is not null) await TryAsync(token => database.CompareAsync(shared, token), stoppingToken);
            if (blobs is IRemoteBlobStore && round % RoundsOfStore == 0) await TryAsync(token => blobs.NowAsync(token).AsTask(), stoppingToken);
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
            // The clock counts on. That the database or the store is away, others log.
        }
    }
}
