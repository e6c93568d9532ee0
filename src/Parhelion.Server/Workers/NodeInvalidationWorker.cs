using Parhelion.Core.Catalog;
using Parhelion.Server.Media;

namespace Parhelion.Server.Workers;

/// <summary>Sends the invalidations of this node to the other nodes. Applies the invalidations of other nodes to the caches of this node. An invalidation names
/// rows that caches must drop.</summary>
internal sealed class NodeInvalidationWorker(InvalidationChannel invalidationChannel, LocalCacheInvalidator memory) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        invalidationChannel.Received += memory.OnInvalidation;
        await invalidationChannel.RunAsync(stoppingToken);
    }
}
