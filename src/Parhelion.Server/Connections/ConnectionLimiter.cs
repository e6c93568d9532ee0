using Parhelion.Server.Wire;

namespace Parhelion.Server.Connections;

/// <summary>Counts the client connections and limits them to <paramref name="most"/>. At the limit, new connections wait in the queue of the operating system.
/// Meanwhile the limiter closes connections whose client has sent nothing for half a second, the oldest first.</summary>
/// <remarks>If no request is in progress on such a connection, it closes at once. Otherwise it closes after the response.</remarks>
internal sealed class ConnectionLimiter(int most, TimeProvider clock, ILogger<ConnectionLimiter> log) : IDisposable
{
    // Wait between two requests to close, while no connection has closed.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // A client that has sent nothing for this long is silent. The first request of a new connection may take as long to arrive.
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMilliseconds(500);

    // Connections that are checked in one round. Each check is a system call of about a microsecond.
    private const int MaxChecks = 256;

    private readonly SemaphoreSlim free = new(most);
    private readonly LogThrottle logThrottle = new(TimeSpan.FromMinutes(1), clock);
    private readonly Lock gate = new();
    private readonly HashSet<CountedConnection> all = [];
    private readonly LinkedList<CountedConnection> oldestFirst = [];

    /// <summary>Waits until one more connection is allowed.</summary>
    public async ValueTask ReserveAsync(CancellationToken cancellationToken)
    {
        if (free.Wait(0, CancellationToken.None)) return;
        if (logThrottle.IsDue()) log.ConnectionsAtLimit(most);
        do EndOneSilent();
        while (!await free.WaitAsync(Pause, cancellationToken));
    }

    /// <summary>Releases a reservation.</summary>
    public void Release() => free.Release();

    public void Add(CountedConnection connection)
    {
        lock (gate)
        {
            all.Add(connection);
            oldestFirst.AddLast(connection.Place);
        }
    }

    public void Remove(CountedConnection connection)
    {
        lock (gate)
        {
            if (!all.Remove(connection)) return;
            if (connection.Place.List is not null) oldestFirst.Remove(connection.Place);
        }

        Release();
    }

    /// <summary>Returns all connections that are open now.</summary>
    public IReadOnlyList<CountedConnection> Snapshot()
    {
        lock (gate) return [.. all];
    }

    public void Dispose() => free.Dispose();

    // A connection that is not silent moves to the end of the list, so that the next round checks others.
    private void EndOneSilent()
    {
        CountedConnection? silent = null;
        lock (gate)
        {
            for (var looks = Math.Min(oldestFirst.Count, MaxChecks); looks > 0 && silent is null; looks--)
            {
                var place = oldestFirst.First!;
                oldestFirst.Remove(place);
                if (place.Value.IsSilent(IdleLimit)) silent = place.Value;
                else oldestFirst.AddLast(place);
            }
        }

        silent?.EndSoon();
    }
}
