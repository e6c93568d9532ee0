namespace Parhelion.Core.Blobs;

/// <summary>Publishes or discards one upload whose bytes are in a segment (a file that holds many small blobs). No client can read the bytes before
/// <see cref="PublishAsync"/>. Disposing this object without publishing the upload erases the bytes.</summary>
/// <param name="writer">The writer that began the upload.</param>
/// <param name="append">The segment.</param>
/// <param name="index">The number of the slot that is reserved for the upload.</param>
/// <param name="slot">The content of the slot.</param>
/// <param name="durability">Whether to flush.</param>
internal sealed class StagedSegmentUpload(SegmentFileWriter writer, AppendableSegment append, int index, SegmentTableEntry slot, Durability durability) : IDisposable
{
    private bool isPublished;

    /// <summary>Reads the bytes.</summary>
    public StagedFileReader Reader => new(append.Segment.File, slot.Length, slot.Offset);

    /// <summary>Makes the bytes a blob. When the method throws, nobody can read the blob.</summary>
    /// <exception cref="IOException">The disk does not take the slot, or a flush has failed.</exception>
    public async ValueTask PublishAsync()
    {
        append.Segment.WriteSlot(index, slot with { State = SegmentEntryState.Live, WrittenAt = append.Segment.WrittenAt });
        if (durability == Durability.Full) await append.Flush.RunAsync();
        isPublished = true;
    }

    /// <summary>Ends the write.</summary>
    public void Dispose()
    {
        if (!isPublished) Discard();
        writer.Leave(append);
    }

    // No row refers to the bytes, so nobody waits for a flush. What a power cut brings back is found in the range of an erased blob. Should this fail, the caller
    // reports why the write failed, which is the more useful error. The orphan scan then erases the bytes.
    private void Discard()
    {
        try
        {
            // The whole slot: perhaps it was half written as that of a blob.
            append.Segment.WriteSlot(index, slot);
            append.Segment.EraseBytes(slot.Offset, slot.Length);
            append.Segment.SetState(index, SegmentEntryState.Erased);
        }
        catch (IOException)
        {
            // See above.
        }
    }
}
