namespace Parhelion.Core.Moving;

/// <summary>Holds the progress of copying an installation to another database and blob store: the current pass and table, and the number of rows and blobs. Any
/// thread can read the values at any time.</summary>
public sealed class MoveProgress
{
    private long rows;
    private long bytes;
    private long blobs;

    /// <summary>Number of the current pass, starting at 1; 0 before the first.</summary>
    public int Pass { get; private set; }

    /// <summary>Number of rows in the source when the pass began.</summary>
    public long TotalRows { get; private set; }

    /// <summary>Bytes of blobs that the target lacked when the pass began.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Name of the table that is being compared.</summary>
    public string Table { get; private set; } = "";

    /// <summary>Number of rows compared in this pass.</summary>
    public long Rows => Interlocked.Read(ref rows);

    /// <summary>Number of blobs that were copied to, or found at, the target in this pass.</summary>
    public long Blobs => Interlocked.Read(ref blobs);

    /// <summary>Total bytes of the blobs that were copied to, or found at, the target in this pass.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Starts a pass.</summary>
    /// <param name="totalRows">Rows to compare.</param>
    /// <param name="totalBytes">Bytes to copy.</param>
    public void Begin(long totalRows, long totalBytes)
    {
        (TotalRows, TotalBytes) = (totalRows, totalBytes);
        Interlocked.Exchange(ref rows, 0);
        Interlocked.Exchange(ref bytes, 0);
        Interlocked.Exchange(ref blobs, 0);
        Pass++;
    }

    /// <summary>Sets the table that is being compared.</summary>
    public void Enter(string table) => Table = table;

    /// <summary>Counts a row that was compared.</summary>
    public void AddRow() => Interlocked.Increment(ref rows);

    /// <summary>Counts a blob that is at the target.</summary>
    public void AddBlob(long length)
    {
        Interlocked.Increment(ref blobs);
        Interlocked.Add(ref bytes, length);
    }
}
