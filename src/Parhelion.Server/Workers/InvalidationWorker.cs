using Parhelion.Core.Catalog;
using Parhelion.Server.Media;

namespace Parhelion.Server.Workers;

/// <summary>Runs the invalidation channel: sends the invalidations of this node to the other nodes, and applies the received ones to the local
/// caches.</summary>
internal sealed class InvalidationWorker(InvalidationChannel invalidationChannel, LocalCaches memory) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        invalidationChannel.Received += memory.OnInvalidation;
        await invalidationChannel.RunAsync(stoppingToken);
    }
}
