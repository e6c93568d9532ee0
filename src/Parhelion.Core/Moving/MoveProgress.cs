namespace Parhelion.Core.Moving;

/// <summary>How far a move is. Written by the move, read by whoever shows it, at any time and from any thread.</summary>
public sealed class MoveProgress
{
    private long rows;
    private long bytes;
    private long blobs;

    /// <summary>Which time both sides are gone through, from 1 on; 0 before that.</summary>
    public int Pass { get; private set; }

    /// <summary>Rows of the present installation when the pass began.</summary>
    public long TotalRows { get; private set; }

    /// <summary>Bytes of blobs that were missing at the new installation when the pass began.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>The table that is being gone through.</summary>
    public string Table { get; private set; } = "";

    /// <summary>Rows gone through in this pass.</summary>
    public long Rows => Interlocked.Read(ref rows);

    /// <summary>Blobs that have come to the new installation in this pass.</summary>
    public long Blobs => Interlocked.Read(ref blobs);

    /// <summary>Their bytes.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>A pass begins.</summary>
    /// <param name="totalRows">Rows that it goes through.</param>
    /// <param name="totalBytes">Bytes that it has to copy.</param>
    public void Begin(long totalRows, long totalBytes)
    {
        (TotalRows, TotalBytes) = (totalRows, totalBytes);
        Interlocked.Exchange(ref rows, 0);
        Interlocked.Exchange(ref bytes, 0);
        Interlocked.Exchange(ref blobs, 0);
        Pass++;
    }

    /// <summary>The pass has come to a table.</summary>
    public void Enter(string table) => Table = table;

    /// <summary>A row is gone through.</summary>
    public void AddRow() => Interlocked.Increment(ref rows);

    /// <summary>A blob of so many bytes is at the new installation.</summary>
    public void AddBlob(long length)
    {
        Interlocked.Increment(ref blobs);
        Interlocked.Add(ref bytes, length);
    }
}
