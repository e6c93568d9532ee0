namespace Parhelion.Load.Workloads;

/// <summary>What is asked of a file.</summary>
internal enum DownloadKind
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>A part of it.</summary>
    Range,

    /// <summary>Whether it has changed.</summary>
    Condition,
}
