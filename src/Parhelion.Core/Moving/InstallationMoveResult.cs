namespace Parhelion.Core.Moving;

/// <summary>Says whether an installation was completely copied to another database and blob store, and counts the rows and blobs.</summary>
/// <param name="Outcome">Whether the copy is complete. If the copy is incomplete, the value says why.</param>
/// <param name="Tables">Counts of rows for each table.</param>
/// <param name="Blobs">Counts of blobs.</param>
/// <param name="Passes">Number of passes.</param>
/// <param name="Duration">Duration of all passes together.</param>
/// <param name="LastPass">Duration of the last pass.</param>
public sealed record InstallationMoveResult(
    InstallationMoveOutcome Outcome, IReadOnlyList<TableCopyCounts> Tables, BlobCopyCounts Blobs, int Passes, TimeSpan Duration, TimeSpan LastPass)
{
    /// <summary>Whether the run has changed any row or copied any blob.</summary>
    public bool ChangedAnything => Tables.Any(table => table.Changes > 0) || Blobs.Copied > 0;
}
