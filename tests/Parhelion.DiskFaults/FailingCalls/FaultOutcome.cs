using Parhelion.DiskFaults.Crashes;

namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>What one case has shown.</summary>
/// <param name="Case">The case.</param>
/// <param name="Number">Its number, which is in the marks <see cref="Cut"/> and <see cref="Synced"/>.</param>
/// <param name="Directory">The data directory, below the disk.</param>
internal sealed record FaultOutcome(FaultCase Case, int Number, string Directory)
{
    /// <summary>The mark at the end of the operation.</summary>
    public string Cut => $"case {Number} cut";

    /// <summary>The mark after the kernel has written whatever it had in memory.</summary>
    public string Synced => $"case {Number} synced";

    /// <summary>The call that was made to fail; <c>null</c> if the server did not make it this time.</summary>
    public string? Hit { get; set; }

    /// <summary>Whether the server listened, where the operation was its first start.</summary>
    public bool HasServed { get; set; }

    /// <summary>Whether the verb said that the backup is whole, where the operation was one.</summary>
    public bool HasBackup { get; set; }

    /// <summary>What was broken.</summary>
    public List<Finding> Findings { get; } = [];
}
