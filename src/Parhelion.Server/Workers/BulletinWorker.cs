using Parhelion.Core.Catalog;
using Parhelion.Server.Setup;

namespace Parhelion.Server.Workers;

/// <summary>Tells the other nodes what this one has removed, and forgets what they have.</summary>
internal sealed class BulletinWorker(Bulletin bulletin, NodeMemory memory) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bulletin.Heard += memory.Hear;
        await bulletin.RunAsync(stoppingToken);
    }
}
