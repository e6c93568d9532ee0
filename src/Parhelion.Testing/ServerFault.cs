using Parhelion.Testing.Faults;

namespace Parhelion.Testing;

/// <summary>A fault that a test has ordered with <see cref="ParhelionServer.Fail"/>, <see cref="ParhelionServer.Delay"/> or
/// <see cref="ParhelionServer.CutAfter"/>. Disposing it ends the fault.</summary>
public sealed class ServerFault : IDisposable
{
    private readonly FaultPlan plan;
    private int hits;

    internal ServerFault(FaultPlan plan, RequestMatch match, FaultAction action, int times) => (this.plan, Match, Action, Times) = (plan, match, action, times);

    /// <summary>The requests that the fault is for.</summary>
    public RequestMatch Match { get; }

    /// <summary>How many requests get the fault; the later ones are served as usual.</summary>
    public int Times { get; }

    /// <summary>How many requests have got the fault so far.</summary>
    public int Hits => Math.Min(Volatile.Read(ref hits), Times);

    internal FaultAction Action { get; }

    /// <summary>Ends the fault. Requests that wait in a delay go on waiting.</summary>
    public void Dispose() => plan.Remove(this);

    internal bool TryTake(RecordedRequest request) => Match.Matches(request) && Volatile.Read(ref hits) < Times && Interlocked.Increment(ref hits) <= Times;
}
