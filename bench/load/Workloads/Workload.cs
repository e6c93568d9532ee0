using Parhelion.Load.Peers;

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

    /// <summary>The column that the figures stand in.</summary>
    public virtual string ServerOf(Peer peer) => peer.Name;

    /// <summary>Does what is not measured; <c>null</c> when the peer cannot do what is asked.</summary>
    public abstract Task<Run?> PrepareAsync(Stand stand);
}
