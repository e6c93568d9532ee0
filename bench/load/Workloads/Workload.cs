using Parhelion.Load.Peers;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Workloads;

/// <summary>Something that every server is made to do which can.</summary>
/// <param name="group">The table that it stands in.</param>
/// <param name="name">Its row.</param>
/// <param name="bytes">Bytes of content that a request moves.</param>
internal abstract class Workload(string group, string name, int bytes)
{
    public string Group => group;

    public string Name => name;

    public int Bytes => bytes;

    /// <summary>Does what is not measured; <c>null</c> when the peer cannot do what is asked.</summary>
    public abstract Task<Run?> PrepareAsync(Stand stand);
}

/// <summary>Who is measured, and how.</summary>
/// <param name="Peer">The server.</param>
/// <param name="Library">The files that it and its peers serve.</param>
/// <param name="Seconds">How long it is measured.</param>
/// <param name="Round">Which round it is; 0 warms up.</param>
internal sealed record Stand(Peer Peer, Library Library, int Seconds, int Round);

/// <summary>A measurement that is ready to begin.</summary>
/// <param name="Go">What is measured.</param>
/// <param name="AfterAsync">What is not any more: whether answers are still right, and tidying up.</param>
internal sealed record Run(Func<Task<Outcome>> Go, Func<Task> AfterAsync);
