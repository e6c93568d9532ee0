using System.Diagnostics;
using BitFaster.Caching;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Blobs;

/// <summary>
/// Erases one batch of blobs from segments (files that each hold many small blobs). Call <see cref="Erase(BlobKey)"/> for each blob, and then
/// <see cref="Finish()"/>. <see cref="Finish()"/> erases the bytes, flushes each segment once, and deletes each segment whose blobs are all erased. With
/// <see cref="Durability.Os"/> nothing is flushed.
/// </summary>
/// <param name="folders">Finds, opens and closes segments.</param>
/// <param name="durability">Whether to flush.</param>
/// <param name="metrics">Measures flushes; <c>null</c>: nobody measures them.</param>
internal sealed class SegmentBatchEraser(SegmentFilePool folders, Durability durability, FlushMetrics? metrics = null)
{
    private readonly Dictionary<string, (Lifetime<SegmentFile> Segment, List<(int Index, SegmentTableEntry Slot)> Blobs)> touched = new(StringComparer.Ordinal);
    private readonly List<BlobRemovalFailure> faults = [];

    /// <summary>Makes a blob unreadable, also if it was written several times. <see cref="Finish()"/> erases its bytes.</summary>
    /// <returns>Whether a segment had the blob.</returns>
    public bool Erase(BlobKey key)
    {
        (string? Path, int Index) last = default;
        while (folders.Find(key) is { } place)
        {
            using var segment = place.Segment;
            if (last == (segment.Value.Path, place.Index)) return true;
            last = (segment.Value.Path, place.Index);
            try
            {
                Erase(place);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                faults.Add(new BlobRemovalFailure(key, e));
                return true;
            }

            // Live ones are found first, so nothing else is left.
            if (place.Slot.State == SegmentEntryState.Erasing) return true;
        }

        return last.Path is not null;
    }

    /// <summary>Erases the bytes of all blobs, flushes the segments, and deletes those that are empty.</summary>
    /// <returns>The blobs that are not erased, or that a power cut may bring back, and why.</returns>
    public IReadOnlyList<BlobRemovalFailure> Finish()
    {
        foreach (var (segment, blobs) in touched.Values)
        {
            using (segment) Finish(segment.Value, blobs);
        }

        return faults;
    }

    /// <summary>Deletes a segment whose blobs are all erased, unless blobs are being added to it.</summary>
    public static void DeleteIfEmpty(SegmentFilePool folders, SegmentFile segment)
    {
        if (!IsEmpty(segment.ReadTable(out var damaged), damaged) || !segment.TryLock()) return;
        // Before it was locked, an upload may have published a blob, as the last one before the segment was closed.
        if (!IsEmpty(segment.ReadTable(out damaged), damaged))
        {
            segment.Unlock();
            return;
        }

        // It stays locked until it is closed. Nobody adds blobs to a segment that somebody else has created.
        File.Delete(segment.Path);
        folders.Close(segment.Path);
    }

    /// <summary>Whether the bytes of all blobs of a segment are erased.</summary>
    public static bool IsEmpty(List<(int Index, SegmentTableEntry Slot)> slots, int damaged) => damaged == 0 && slots.TrueForAll(one => one.Slot.State == SegmentEntryState.Erased);

    private void Erase(SmallBlobLocation place)
    {
        var segment = place.Segment.Value;
        // Before its bytes are erased: whoever reads zeros then sees that the blob is deleted.
        if (place.Slot.State == SegmentEntryState.Live) segment.SetState(place.Index, SegmentEntryState.Erasing);
        if (!touched.TryGetValue(segment.Path, out var entry)) touched.Add(segment.Path, entry = (folders.Open(segment.Path) ?? throw new IOException("A segment has disappeared."), []));
        entry.Blobs.Add((place.Index, place.Slot));
    }

    private void Finish(SegmentFile segment, List<(int Index, SegmentTableEntry Slot)> blobs)
    {
        try
        {
            EraseBytes(segment, blobs);
            if (durability == Durability.Full)
            {
                var begun = Stopwatch.GetTimestamp();
                DiskFlush.File(segment.File, "a segment of small blobs");
                metrics?.FileFlushed(begun);
            }

            foreach (var (index, _) in blobs) segment.SetState(index, SegmentEntryState.Erased);
            DeleteIfEmpty(folders, segment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system reports a failed flush once, so the next attempt opens the file again.
            folders.Close(segment.Path);
            faults.AddRange(blobs.Select(blob => new BlobRemovalFailure(blob.Slot.Key, e)));
        }
    }

    // Neighbours make one hole: a deleted conversation often has many.
    private static void EraseBytes(SegmentFile segment, List<(int Index, SegmentTableEntry Slot)> blobs)
    {
        blobs.Sort((a, b) => a.Slot.Offset.CompareTo(b.Slot.Offset));
        var (begin, end) = (0L, 0L);
        foreach (var (_, slot) in blobs)
        {
            if (slot.Offset != end)
            {
                segment.EraseBytes(begin, end - begin);
                begin = slot.Offset;
            }

            end = slot.Offset + SegmentFile.SpaceOf(slot.Length);
        }

        segment.EraseBytes(begin, end - begin);
    }
}
