using Parhelion.Load.Peers;

namespace Parhelion.Load.Workloads;

/// <summary>Who is measured, and how.</summary>
/// <param name="Peer">The server.</param>
/// <param name="Library">The files that it and its peers serve.</param>
/// <param name="Seconds">How long it is measured.</param>
/// <param name="Round">Which round it is; 0 warms up.</param>
internal sealed record Stand(Peer Peer, Library Library, int Seconds, int Round);
