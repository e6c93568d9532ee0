using Parhelion.Core.Catalog;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Workers;

/// <summary>
/// Checks the pages of a large SQLite database for damage once, while the server runs. The pages of a smaller database are checked before the first request
/// instead.
/// </summary>
internal sealed class SqlitePageCheckWorker(SqliteDamageCheck damage, Database database, ILogger<SqlitePageCheckWorker> log) : BackgroundService
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
