using Parhelion.Server.Wire;

namespace Parhelion.Server.Connections;

/// <summary>The connections of clients. There are never more than <paramref name="most"/>: the next one waits in the queue of the system until one has
/// ended, and those that are silent are asked to end, the oldest first. One that is idle ends at once; one with a request ends after its answer.</summary>
internal sealed class OpenConnections(int most, TimeProvider clock, ILogger<OpenConnections> log) : IDisposable
{
    // Between two that are asked to end, while neither does.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // The first request of a new connection is on its way to here for as long.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);

    // Of each connection that is looked at the system is asked, which takes a microsecond.
    private const int MostLooks = 256;

    private readonly SemaphoreSlim free = new(most);
    private readonly LogThrottle notice = new(TimeSpan.FromMinutes(1), clock);
    private readonly Lock gate = new();
    private readonly HashSet<OpenConnection> all = [];
    private readonly LinkedList<OpenConnection> oldestFirst = [];

    /// <summary>Waits until there may be one more connection.</summary>
    public async ValueTask ReserveAsync(CancellationToken cancellationToken)
    {
        if (free.Wait(0, CancellationToken.None)) return;
        if (notice.IsDue()) log.ConnectionsAtLimit(most);
        do EndOneSilent();
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

    // Whoever is not silent goes to the end of the line, so that the next look is at others.
    private void EndOneSilent()
    {
        OpenConnection? silent = null;
        lock (gate)
        {
            for (var looks = Math.Min(oldestFirst.Count, MostLooks); looks > 0 && silent is null; looks--)
            {
                var place = oldestFirst.First!;
                oldestFirst.Remove(place);
                if (place.Value.IsSilent(Silence)) silent = place.Value;
                else oldestFirst.AddLast(place);
            }
        }

        silent?.EndSoon();
    }
}
