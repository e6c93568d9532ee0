namespace Parhelion.Core.Moving;

/// <summary>What a move has done.</summary>
/// <param name="Outcome">How far both sides agree.</param>
/// <param name="Tables">What became of the rows of each table.</param>
/// <param name="Blobs">What became of the bytes.</param>
/// <param name="Passes">How often both sides were gone through.</param>
/// <param name="Duration">How long all of it took.</param>
/// <param name="LastPass">How long the last pass took.</param>
public sealed record MoveResult(
    MoveOutcome Outcome, IReadOnlyList<TableCopyCounts> Tables, BlobCopyCounts Blobs, int Passes, TimeSpan Duration, TimeSpan LastPass)
{
    /// <summary>Whether the run has found anything to do.</summary>
    public bool ChangedAnything => Tables.Any(table => table.Changes > 0) || Blobs.Copied > 0;
}

/// <summary>How far both sides agree.</summary>
public enum MoveOutcome
{
    /// <summary>The last pass has found every row the same, and every blob was verified: the copy is whole.</summary>
    Same,

    /// <summary>The present installation has changed during every pass: the copy is not whole.</summary>
    Behind,

    /// <summary>Attachments were left out because their bytes are missing or wrong: the copy is not whole.</summary>
    Faulty,
}

/// <summary>What became of the rows of one table, in all passes.</summary>
/// <param name="table">Its name.</param>
public sealed class TableCopyCounts(string table)
{
    /// <summary>Name of the table.</summary>
    public string Table => table;

    /// <summary>Rows that were missing.</summary>
    public long Added { get; internal set; }

    /// <summary>Rows that were different.</summary>
    public long Updated { get; internal set; }

    /// <summary>Rows that the present installation has no more.</summary>
    public long Deleted { get; internal set; }

    /// <summary>Rows that the last pass has found the same.</summary>
    public long Same { get; internal set; }

    internal long Changes => Added + Updated + Deleted;
}

/// <summary>What became of the bytes.</summary>
public sealed class BlobCopyCounts
{
    private long copied;
    private long found;
    private long bytes;
    private long faults;

    /// <summary>Blobs that were copied, hashed on the way and once more from the new store.</summary>
    public long Copied => Interlocked.Read(ref copied);

    /// <summary>Their bytes.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Blobs that were there already and have the right hash: an interrupted run has left them without a row, or all bytes are read.</summary>
    public long Found => Interlocked.Read(ref found);

    /// <summary>Blobs that were reported.</summary>
    public long Faults => Interlocked.Read(ref faults);

    internal void AddCopied(long length)
    {
        Interlocked.Increment(ref copied);
        Interlocked.Add(ref bytes, length);
    }

    internal void AddFound() => Interlocked.Increment(ref found);

    internal void AddFault() => Interlocked.Increment(ref faults);
}
