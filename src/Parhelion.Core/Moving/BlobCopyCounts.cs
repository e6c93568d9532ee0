namespace Parhelion.Core.Moving;

/// <summary>
/// Counts the blobs that <see cref="InstallationMove"/> has copied to another blob store, or found there already. It also counts the faults. Each number is the
/// total of all passes of the move.
/// </summary>
public sealed class BlobCopyCounts
{
    private long copied;
    private long found;
    private long bytes;
    private long faults;

    /// <summary>Blobs that were copied. Each of them was hashed during the copy, and again as the target store returns it.</summary>
    public long Copied => Interlocked.Read(ref copied);

    /// <summary>Bytes of the copied blobs.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Blobs that the target had already with the right hash. Either an interrupted run has copied them but not their rows, or the move checks all
    /// bytes.</summary>
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
