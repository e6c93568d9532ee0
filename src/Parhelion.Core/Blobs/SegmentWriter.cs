using System.Buffers;
using System.Diagnostics;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Blobs;

/// <summary>Adds blobs to segments. Blobs whose keys share their first two bytes share a segment. Many uploads share one flush.</summary>
/// <param name="folders">Where segments are.</param>
/// <param name="durability">Whether to flush.</param>
/// <param name="metrics">Measures flushes; <c>null</c>: nobody measures them.</param>
internal sealed class SegmentWriter(SegmentFolders folders, Durability durability, StorageMetrics? metrics)
{
    // Uploads that began with the keys of an earlier run may end while the next run is in use.
    private const int MaxOpen = 4;

    private readonly Lock gate = new();
    private readonly List<(int Prefix, SegmentAppend Append)> open = [];

    /// <summary>Writes a blob. When the method throws, nobody can read the blob.</summary>
    /// <exception cref="IOException">The disk does not take the bytes.</exception>
    public async ValueTask WriteAsync(BlobKey key, ReadOnlySequence<byte> bytes)
    {
        var length = (int)bytes.Length;
        var (append, index, offset) = Reserve(key, length);
        var segment = append.Segment;
        try
        {
            ByteSequenceFileWriter.Write(segment.File, bytes, offset);
            segment.WriteSlot(index, new SegmentSlot(key, SegmentSlotState.Live, offset, length, segment.WrittenAt));
            if (durability == Durability.Full) await append.Flush.RunAsync();
        }
        catch
        {
            Discard(segment, index, offset, length);
            throw;
        }
        finally
        {
            lock (gate) append.Leave();
        }
    }

    // No row refers to the blob yet. If this fails, the orphan scan erases it.
    private static void Discard(BlobSegment segment, int index, long offset, int length)
    {
        try
        {
            segment.SetState(index, SegmentSlotState.Erasing);
            segment.EraseBytes(offset, length);
        }
        catch (IOException)
        {
            // See above. The caller reports why the write failed, which is the more useful error.
        }
    }

    private (SegmentAppend Append, int Index, long Offset) Reserve(BlobKey key, int length)
    {
        Span<byte> bytes = stackalloc byte[SegmentSlot.StateAt];
        SegmentSlot.Decode(key, bytes);
        var prefix = BlobNames.PrefixOf(key);
        lock (gate)
        {
            var at = open.FindIndex(one => one.Prefix == prefix);
            if (at >= 0 && open[at].Append.IsFull)
            {
                Close(at);
                at = -1;
            }

            if (at < 0)
            {
                if (open.Count == MaxOpen) Close(0);
                open.Add((prefix, Create(prefix)));
                at = open.Count - 1;
            }

            var append = open[at].Append;
            var (index, offset) = append.Reserve(bytes, length);
            return (append, index, offset);
        }
    }

    private void Close(int at)
    {
        open[at].Append.Close();
        open.RemoveAt(at);
    }

    private SegmentAppend Create(int prefix)
    {
        var segment = folders.Create(prefix, durability);
        return new SegmentAppend(segment, new SharedFlush(() => Flush(segment)));
    }

    private void Flush(BlobSegment segment)
    {
        var begun = Stopwatch.GetTimestamp();
        DiskFlush.File(segment.File, "a segment of small blobs");
        metrics?.FileFlushed(begun);
    }
}
