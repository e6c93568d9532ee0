using Parhelion.Server.Wire;

namespace Parhelion.Server.Connections;

/// <summary>The connections of clients. There are never more than <paramref name="most"/>: the next one waits in the queue of the system until one has
/// ended, and the oldest are asked to end. One that is idle ends at once; one with a request ends after its answer.</summary>
internal sealed class OpenConnections(int most, TimeProvider clock, ILogger<OpenConnections> log) : IDisposable
{
    // Between two that are asked to end, while neither does.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim free = new(most);
    private readonly Occasionally notice = new(TimeSpan.FromMinutes(1), clock);
    private readonly Lock gate = new();
    private readonly HashSet<OpenConnection> all = [];
    private readonly LinkedList<OpenConnection> oldestFirst = [];

    /// <summary>Waits until there may be one more connection.</summary>
    public async ValueTask ReserveAsync(CancellationToken cancellationToken)
    {
        if (free.Wait(0, CancellationToken.None)) return;
        if (notice.IsDue()) log.ConnectionsAtLimit(most);
        do EndOldest();
        while (!await free.WaitAsync(Pause, cancellationToken));
    }

    /// <summary>Gives back what was reserved.</summary>
    public void Release() => free.Release();

    public void Add(OpenConnection connection)
    {
        lock (gate)
        {
            all.Add(connection);
            oldestFirst.AddLast(connection.Place);
        }
    }

    public void Remove(OpenConnection connection)
    {
        lock (gate)
        {
            if (!all.Remove(connection)) return;
            if (connection.Place.List is not null) oldestFirst.Remove(connection.Place);
        }

        Release();
    }

    /// <summary>All of them at this moment.</summary>
    public IReadOnlyList<OpenConnection> Snapshot()
    {
        lock (gate) return [.. all];
    }

    public void Dispose() => free.Dispose();

    private void EndOldest()
    {
        OpenConnection? oldest;
        lock (gate)
        {
            oldest = oldestFirst.First?.Value;
            if (oldest is not null) oldestFirst.RemoveFirst();
        }

        oldest?.EndSoon();
    }
}
