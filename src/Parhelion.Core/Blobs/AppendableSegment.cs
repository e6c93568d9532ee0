namespace Parhelion.Core.Blobs;

/// <summary>A segment (a file that holds many small blobs) to which this process adds blobs. Each new blob gets a range of bytes in the file, and a slot in the
/// table of the segment (<see cref="SegmentTableEntry"/>). After <see cref="Close"/>, the segment stays open until no upload uses it.</summary>
/// <remarks>Several uploads may use the segment at the same time. The caller of <see cref="Reserve"/>, <see cref="Leave"/> or <see cref="Close"/> must hold the
/// lock that protects all segments.</remarks>
/// <param name="folders">Finds, opens and closes segments.</param>
/// <param name="segment">The new segment.</param>
/// <param name="flush">Flushes the segment for several uploads at once.</param>
internal sealed class AppendableSegment(SegmentFilePool folders, SegmentFile segment, SharedFlush flush)
{
    private readonly bool[] isTaken = new bool[SegmentFile.TableBytes / SegmentTableEntry.Bytes];
    private long end = SegmentFile.TableBytes;
    private int blobs;
    private int users;
    private bool isClosing;
    private bool hasFailed;

    /// <summary>The segment.</summary>
    public SegmentFile Segment => segment;

    /// <summary>Flushes the segment.</summary>
    public SharedFlush Flush => flush;

    /// <summary>Whether the segment takes no more blobs.</summary>
    public bool IsFull => blobs == SegmentFile.MaxBlobs || hasFailed || flush.HasFailed;

    /// <summary>Takes a slot and a range for a blob, and writes the slot as one that nobody reads yet. The caller holds the lock of all segments, and calls
    /// <see cref="Leave"/> later.</summary>
    /// <remarks>The slot is written before another upload can pass it in its search for a free one: whoever looks for a blob stops at a free slot. Should the process
    /// be killed, the slot says that the bytes are to be erased.</remarks>
    /// <exception cref="IOException">The disk does not take the slot. Then the segment takes no more blobs: they could lie behind a slot that seems free, or in the
    /// range of a slot that says that its bytes are to be erased.</exception>
    public (int Index, SegmentTableEntry Slot) Reserve(BlobKey key, int length)
    {
        Span<byte> bytes = stackalloc byte[SegmentTableEntry.StateAt];
        SegmentTableEntry.Decode(key, bytes);
        var index = SegmentFile.HomeOf(bytes);
        while (isTaken[index]) index = SegmentFile.After(index);
        // Until both writes are through.
        hasFailed = true;
        var slot = new SegmentTableEntry(key, SegmentEntryState.Erasing, end, length, segment.WrittenAt);
        segment.WriteSlot(index, slot);
        // The first write gives the file the present time. Without it, the slot of a segment that was idle would seem old, and the orphan scan could erase it.
        slot = slot with { WrittenAt = segment.WrittenAt };
        segment.WriteSlot(index, slot);
        hasFailed = false;
        isTaken[index] = true;
        end += SegmentFile.SpaceOf(length);
        blobs++;
        users++;
        return (index, slot);
    }

    /// <summary>Ends the use that <see cref="Reserve"/> began. The caller holds the lock of all segments.</summary>
    public void Leave()
    {
        users--;
        CloseIfUnused();
    }

    /// <summary>Closes the segment as soon as nobody uses it. The caller holds the lock of all segments.</summary>
    public void Close()
    {
        isClosing = true;
        CloseIfUnused();
    }

    private void CloseIfUnused()
    {
        if (!isClosing || users > 0) return;
        using (segment)
        {
            try
            {
                SegmentBatchEraser.DeleteIfEmpty(folders, segment);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Nobody waits for it. The orphan scan deletes the file.
            }
        }
    }
}
