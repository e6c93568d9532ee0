using Parhelion.Core.Catalog;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Workers;

/// <summary>Reads the pages of a database that is too large to be read before the server serves, once.</summary>
internal sealed class DatabaseCheckWorker(DatabaseDamage damage, Database database, ILogger<DatabaseCheckWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (!damage.IsPending) return;
        try
        {
            await damage.CheckPagesLaterAsync(database, stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.PageCheckFailed(e);
        }
    }
}
