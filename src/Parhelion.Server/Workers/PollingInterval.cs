using Parhelion.Core.Catalog;

namespace Parhelion.Server.Workers;

/// <summary>The longest time that a worker sleeps before it polls the database. A single node wakes its workers for all work, so it polls only to recover
/// from faults, every minute. Nodes that share a database poll every 5 seconds: another node may have added work, or crashed before it finished.</summary>
internal static class PollingInterval
{
    private static readonly TimeSpan SingleNode = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ManyNodes = TimeSpan.FromSeconds(5);

    public static TimeSpan Of(Database database) => database.IsShared ? ManyNodes : SingleNode;
}
