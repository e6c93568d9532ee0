namespace Parhelion.Core.Removing;

/// <summary>Counts the attachments, the blobs and the differences between the database and the store.</summary>
/// <param name="Rows">Live attachments.</param>
/// <param name="Blobs">Published blobs in the store.</param>
/// <param name="RowFaults">Attachments whose blob is missing or wrong, and attachments that do not exist and still have renditions.</param>
/// <param name="LeftOver">Blobs without a row, staged files and foreign files.</param>
public sealed record DatabaseStoreComparisonResult(long Rows, long Blobs, long RowFaults, long LeftOver)
{
    /// <summary>Number of differences that were reported.</summary>
    public long Faults => RowFaults + LeftOver;
}
