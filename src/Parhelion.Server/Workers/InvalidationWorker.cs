using Parhelion.Core.Catalog;
using Parhelion.Server.Media;

namespace Parhelion.Server.Workers;

/// <summary>Tells the other nodes what this one has removed, and forgets what they have.</summary>
internal sealed class InvalidationWorker(InvalidationChannel invalidationChannel, LocalCaches memory) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        invalidationChannel.Heard += memory.Hear;
        await invalidationChannel.RunAsync(stoppingToken);
    }
}
