using Parhelion.Core.Catalog;
using Parhelion.Server.Media;

namespace Parhelion.Server.Workers;

/// <summary>Exchanges invalidations with the other nodes. An invalidation names rows that caches must drop. The worker sends the invalidations of this node,
/// and applies those of other nodes to the caches of this node.</summary>
internal sealed class NodeInvalidationWorker(InvalidationChannel invalidationChannel, CacheInvalidator memory) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        invalidationChannel.Received += memory.OnInvalidation;
        await invalidationChannel.RunAsync(stoppingToken);
    }
}
