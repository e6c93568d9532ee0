using Parhelion.BenchReport.Figures;

namespace Parhelion.Load.Peers;

/// <summary>Files of one size that are read. Those who serve a directory serve copies, which lie in as many folders as the blobs of Parhelion.</summary>
/// <param name="Size">Bytes of each.</param>
/// <param name="MediaPaths">Their paths at Parhelion.</param>
/// <param name="Files">Paths of the copies below <see cref="ParhelionPeer.Copies"/>.</param>
internal sealed record Corpus(int Size, IReadOnlyList<string> MediaPaths, IReadOnlyList<string> Files)
{
    /// <summary>How many a server takes by uploads of its own.</summary>
    public const int Few = WorkloadNames.FewFiles;
}
