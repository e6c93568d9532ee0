namespace Parhelion.Core.Removing;

/// <summary>Counts the attachments, the blobs and the differences that a <see cref="DatabaseStoreComparison"/> has found.</summary>
/// <param name="Rows">Number of live attachments.</param>
/// <param name="Blobs">Number of published blobs in the store.</param>
/// <param name="RowFaults">Number of attachments whose blob is missing or wrong, plus the number of attachments whose own row is gone, but
/// whose rows of renditions are still there.</param>
/// <param name="LeftOver">Number of blobs without a row, staged files and foreign files.</param>
/// <param name="InProgress">Number of staged files so young that their uploads may still run. They were not reported and are no differences.</param>
public sealed record DatabaseStoreComparisonResult(long Rows, long Blobs, long RowFaults, long LeftOver, long InProgress)
{
    /// <summary>Number of differences that were reported.</summary>
    public long Faults => RowFaults + LeftOver;
}
