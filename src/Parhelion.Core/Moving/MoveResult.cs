namespace Parhelion.Core.Moving;

/// <summary>The result of a move.</summary>
/// <param name="Outcome">Whether the copy is complete, and why not.</param>
/// <param name="Tables">Counts of rows for each table.</param>
/// <param name="Blobs">Counts of blobs.</param>
/// <param name="Passes">Number of passes.</param>
/// <param name="Duration">Duration of all passes together.</param>
/// <param name="LastPass">Duration of the last pass.</param>
public sealed record MoveResult(
    MoveOutcome Outcome, IReadOnlyList<TableCopyCounts> Tables, BlobCopyCounts Blobs, int Passes, TimeSpan Duration, TimeSpan LastPass)
{
    /// <summary>Whether the run has changed any row or copied any blob.</summary>
    public bool ChangedAnything => Tables.Any(table => table.Changes > 0) || Blobs.Copied > 0;
}

/// <summary>Whether a copy is complete, and why not.</summary>
public enum MoveOutcome
{
    /// <summary>The copy is complete: in the last pass every row was the same, and every blob was verified.</summary>
    Same,

    /// <summary>The copy is incomplete, because the source has changed during every pass.</summary>
    Behind,

    /// <summary>The copy is incomplete, because attachments were left out whose bytes are missing or wrong.</summary>
    Faulty,
}

/// <summary>Counts of rows of one table, over all passes.</summary>
/// <param name="table">Name of the table.</param>
public sealed class TableCopyCounts(string table)
{
    /// <summary>Name of the table.</summary>
    public string Table => table;

    /// <summary>Rows that the target lacked.</summary>
    public long Added { get; internal set; }

    /// <summary>Rows that were different in the target.</summary>
    public long Updated { get; internal set; }

    /// <summary>Rows that the source does not have any more.</summary>
    public long Deleted { get; internal set; }

    /// <summary>Rows that were the same in the last pass.</summary>
    public long Same { get; internal set; }

    internal long Changes => Added + Updated + Deleted;
}

/// <summary>Counts of blobs, over all passes.</summary>
public sealed class BlobCopyCounts
{
    private long copied;
    private long found;
    private long bytes;
    private long faults;

    /// <summary>Blobs that were copied, and hashed both during the copy and as the target store returns them.</summary>
    public long Copied => Interlocked.Read(ref copied);

    /// <summary>Bytes of the copied blobs.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Blobs that the target had already with the right hash. An interrupted run has
    /// copied them without a row, or all bytes are being checked.</summary>
    public long Found => Interlocked.Read(ref found);

    /// <summary>Number of faults that were reported.</summary>
    public long Faults => Interlocked.Read(ref faults);

    internal void AddCopied(long length)
    {
        Interlocked.Increment(ref copied);
        Interlocked.Add(ref bytes, length);
    }

    internal void AddFound() => Interlocked.Increment(ref found);

    internal void AddFault() => Interlocked.Increment(ref faults);
}
