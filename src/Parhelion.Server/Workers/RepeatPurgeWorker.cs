using Parhelion.Core.Naming;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Server.Media;

namespace Parhelion.Server.Workers;

/// <summary>
/// Purges deleted files a second time from the caches in front of the server. A response of this node from the time of the deletion may have reached a cache
/// after the first purge. The worker takes files from <see cref="RepeatPurgeQueue"/>. This queue has all recently sent files, so the worker skips those that
/// were not deleted.
/// </summary>
/// <remarks>One attempt is enough, because <see cref="RemovalProcessor"/> also purges each deleted file until all caches confirm.</remarks>
internal sealed class RepeatPurgeWorker(
    RepeatPurgeQueue queue, AttachmentCache<MediaFileInfo> catalog, ICachePurger cachePurger, ILogger<RepeatPurgeWorker> log) : BackgroundService
{
    // As many as most caches accept in one call.
    private const int MaxAtOnce = 256;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var files = await queue.TakeAsync(MaxAtOnce, stoppingToken);
            try
            {
                await PurgeAsync(files, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The database failed. The purges that must be confirmed follow anyway.
                log.RepeatPurgeFailed(e, files.Count);
            }
        }
    }

    // A deletion of another file may have put a file here that still exists.
    private async Task PurgeAsync(IReadOnlyList<(MediaPath Path, string Query)> files, CancellationToken cancellationToken)
    {
        var gone = new List<PurgeRequest>();
        foreach (var file in files.GroupBy(file => file.Path, file => file.Query))
        {
            if (await catalog.FindAsync(file.Key.Key) is null) gone.Add(new PurgeRequest(file.Key.Key, [.. file.Distinct().Select(query => file.Key + query)]));
        }

        if (gone.Count > 0) await cachePurger.PurgeAsync(gone, isRetry: false, cancellationToken);
    }
}
