using Parhelion.Core.Naming;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Server.Media;

namespace Parhelion.Server.Workers;

/// <summary>Purges from the caches the files of <see cref="ResponsePurgeQueue"/> that no longer exist. It tries only once, because <see cref="BlobErasure"/>
/// also purges each file until all caches confirm.</summary>
internal sealed class ResponsePurgeWorker(
    ResponsePurgeQueue queue, AttachmentCache<MediaEntry> catalog, ICachePurger cachePurger, ILogger<ResponsePurgeWorker> log) : BackgroundService
{
    // As many as most caches accept in one call.
    private const int MaxAtOnce = 256;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var paths = await queue.TakeAsync(MaxAtOnce, stoppingToken);
            try
            {
                await PurgeAsync(paths, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The database failed. The purges that must be confirmed follow anyway.
                log.ResponsePurgeFailed(e, paths.Count);
            }
        }
    }

    // A deletion of another file may have put a file here that still exists.
    private async Task PurgeAsync(IReadOnlyList<MediaPath> paths, CancellationToken cancellationToken)
    {
        var gone = new List<PurgeRequest>();
        foreach (var path in paths.Distinct())
        {
            if (await catalog.FindAsync(path.Key) is null) gone.Add(new PurgeRequest(path.Key, path.ToString()));
        }

        if (gone.Count > 0) await cachePurger.PurgeAsync(gone, isRetry: false, cancellationToken);
    }
}
