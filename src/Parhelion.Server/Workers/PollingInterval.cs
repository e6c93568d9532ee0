using Parhelion.Core.Catalog;

namespace Parhelion.Server.Workers;

/// <summary>Returns how long a worker may sleep before it reads the database for work. On a single node the time is one minute: all new work wakes the worker,
/// so it polls only to recover from faults. If several nodes share a database, the time is 5 seconds, because another node may add work, or crash before it
/// finishes its work.</summary>
internal static class PollingInterval
{
    private static readonly TimeSpan SingleNode = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ManyNodes = TimeSpan.FromSeconds(5);

    public static TimeSpan Of(Database database) => database.IsShared ? ManyNodes : SingleNode;
}
