using System.Buffers;
using System.Diagnostics;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Blobs;

/// <summary>Adds small blobs to segments, the files that each hold many blobs. Blobs whose keys have the same first two bytes share a segment. Many uploads
/// share one flush.</summary>
/// <param name="folders">Finds, opens and creates segments.</param>
/// <param name="durability">Whether to flush.</param>
/// <param name="metrics">Measures flushes; <c>null</c>: nobody measures them.</param>
internal sealed class SegmentFileWriter(SegmentFilePool folders, Durability durability, FlushMetrics? metrics) : IDisposable
{
    // Uploads that began with the keys of an earlier run may end while the next run is in use.
    private const int MaxOpen = 4;

    private readonly Lock gate = new();
    private readonly List<(int Prefix, AppendableSegment Append)> open = [];

    /// <summary>Writes the bytes of an upload where nobody can read them until <see cref="StagedSegmentUpload.PublishAsync"/>.</summary>
    /// <exception cref="IOException">The disk does not take the bytes.</exception>
    public StagedSegmentUpload Begin(BlobKey key, ReadOnlySequence<byte> bytes)
    {
        var (append, index, slot) = Reserve(key, (int)bytes.Length);
        var write = new StagedSegmentUpload(this, append, index, slot, durability);
        try
        {
            ByteSequenceFileWriter.Write(append.Segment.File, bytes, slot.Offset);
            return write;
        }
        catch
        {
            write.Dispose();
            throw;
        }
    }

    /// <summary>Ends the use of a segment.</summary>
    public void Leave(AppendableSegment append)
    {
        lock (gate) append.Leave();
    }

    /// <summary>Ends the use of all segments.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            while (open.Count > 0) Close(0);
        }
    }

    private (AppendableSegment Append, int Index, SegmentTableEntry Slot) Reserve(BlobKey key, int length)
    {
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
            var (index, slot) = append.Reserve(key, length);
            return (append, index, slot);
        }
    }

    private void Close(int at)
    {
        open[at].Append.Close();
        open.RemoveAt(at);
    }

    private AppendableSegment Create(int prefix)
    {
        var segment = folders.Create(prefix, durability);
        return new AppendableSegment(folders, segment, new SharedFlush(() => Flush(segment)));
    }

    private void Flush(SegmentFile segment)
    {
        var begun = Stopwatch.GetTimestamp();
        DiskFlush.File(segment.File, "a segment of small blobs");
        metrics?.FileFlushed(begun);
    }
}
