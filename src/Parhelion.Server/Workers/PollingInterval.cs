using Parhelion.Core.Catalog;

namespace Parhelion.Server.Workers;

/// <summary>
/// Returns how long a worker may sleep before it looks for work in the database. The time is one minute on a single node, because new work wakes the worker
/// there. The time is 5 seconds if several nodes share a database, because another node may add work.
/// </summary>
/// <remarks>
/// On a single node, a worker polls only to recover from faults. With several nodes, another node may also crash before it finishes its work.
/// </remarks>
internal static class PollingInterval
{
    private static readonly TimeSpan SingleNode = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ManyNodes = TimeSpan.FromSeconds(5);

    public static TimeSpan Of(Database database) => database.IsShared ? ManyNodes : SingleNode;
}
