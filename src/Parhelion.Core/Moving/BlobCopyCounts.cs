namespace Parhelion.Core.Moving;

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
