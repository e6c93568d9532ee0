using Parhelion.Core.Catalog;

namespace Parhelion.Server.Workers;

/// <summary>How long a worker sleeps at most before it looks for work by itself. Where it has the database to itself it is woken for all there
/// is, and this is for faults; where nodes share one, another may have raised an event, or died with its work half done.</summary>
internal static class PollingInterval
{
    private static readonly TimeSpan Alone = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(5);

    public static TimeSpan Of(Database database) => database.IsShared ? Shared : Alone;
}
