namespace Parhelion.DiskFaults.Crashes;

/// <summary>What becomes of the writes that no flush has followed.</summary>
internal enum Fate
{
    /// <summary>None is on the disk.</summary>
    None,

    /// <summary>All are on the disk.</summary>
    All,

    /// <summary>Some are on the disk, in their order.</summary>
    Some,

    /// <summary>Some are on the disk, in any order.</summary>
    Shuffled,

    /// <summary>Some are on the disk, in any order, and some of these in part.</summary>
    Torn,
}

/// <summary>A moment at which the power is cut.</summary>
/// <param name="Record">The first record of the log that did not happen.</param>
/// <param name="Fate">What becomes of the writes that no flush has followed.</param>
/// <param name="Seed">Decides which writes.</param>
internal sealed record CrashPoint(int Record, Fate Fate, int Seed);
