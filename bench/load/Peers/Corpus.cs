namespace Parhelion.Load.Peers;

/// <summary>Files of one size that lie in Parhelion's store and are read. Those who serve a directory serve these very files, so that the
/// kernel holds one copy for all.</summary>
/// <param name="Size">Bytes of each.</param>
/// <param name="Root">The data directory of Parhelion.</param>
/// <param name="MediaPaths">Their paths at Parhelion.</param>
/// <param name="Files">Their paths below the data directory.</param>
internal sealed record Corpus(int Size, string Root, IReadOnlyList<string> MediaPaths, IReadOnlyList<string> Files)
{
    /// <summary>How many a server takes by uploads of its own.</summary>
    public const int Few = 1000;
}
