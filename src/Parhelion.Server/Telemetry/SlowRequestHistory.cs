namespace Parhelion.Server.Telemetry;

/// <summary>Remembers the 100 latest requests of this node that took half a second or longer.</summary>
internal sealed class SlowRequestHistory(TimeProvider clock)
{
    /// <summary>How long a request takes that is remembered.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(0.5);

    private const int MaxCount = 100;

    private readonly Lock gate = new();
    private readonly Queue<SlowRequest> requests = new(MaxCount);

    /// <summary>Remembers a request.</summary>
    public void Add(TimeSpan duration, string route, int status, string requestId)
    {
        lock (gate)
        {
            if (requests.Count == MaxCount) requests.Dequeue();
            requests.Enqueue(new SlowRequest(clock.GetUtcNow(), duration, route, status, requestId));
        }
    }

    /// <summary>Returns the requests, the slowest first.</summary>
    public IReadOnlyList<SlowRequest> List()
    {
        lock (gate) return [.. requests.OrderByDescending(request => request.Duration)];
    }
}
