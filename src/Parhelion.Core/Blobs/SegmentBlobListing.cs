namespace Parhelion.Core.Blobs;

/// <summary>
/// Lists the blobs in all segments (files that each hold many small blobs). Also lists everything else in the folder of the segments. Can erase listed blobs,
/// and bytes that an interrupted write left.
/// </summary>
/// <param name="root">The folder of the store.</param>
/// <param name="folders">Finds, opens and closes segments.</param>
/// <remarks>The name of a listed blob is the path of its segment below <paramref name="root"/>, a colon, and the key of the blob.</remarks>
internal sealed class SegmentBlobListing(string root, SegmentFilePool folders)
{
    private const char Separator = ':';

    /// <summary>Lists everything below the folder of the segments. Reads one table of 32 KiB at a time.</summary>
    public IEnumerable<BlobListingEntry> List()
    {
        if (!Directory.Exists(folders.Root)) yield break;
        foreach (var file in new DirectoryInfo(folders.Root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (!file.Exists || file.Name == BlobNames.ProbeName) continue;
            var name = Path.GetRelativePath(root, file.FullName);
            if (file.Extension != SegmentFilePool.Extension || folders.Open(file.FullName) is not { } segment)
            {
                if (!file.Exists) continue;
                var state = IsUnfinished(file) ? BlobListingEntryKind.Staged : BlobListingEntryKind.Foreign;
                yield return new BlobListingEntry(name, null, state, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
                continue;
            }

            using (segment)
            {
                foreach (var entry in ListOne(name, file, segment.Value)) yield return entry;
            }
        }
    }

    /// <summary>Erases what an entry names.</summary>
    /// <returns>False when the entry is not one of <see cref="List"/>.</returns>
    public bool Delete(BlobListingEntry entry, Durability durability)
    {
        var path = Path.Combine(root, entry.Name);
        if (!path.StartsWith(folders.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return false;
        if (entry.Key is { } key) Erase(key, entry.State, durability);
        else if (folders.Open(path.Split(Separator)[0]) is { } segment) using (segment) Tidy(segment.Value);
        else if (IsUnfinished(new FileInfo(path))) File.Delete(path);
        return true;
    }

    private static bool IsUnfinished(FileInfo file)
    {
        try
        {
            return file.Extension == SegmentFilePool.Extension && SegmentFile.IsUnfinished(file.FullName);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private static IEnumerable<BlobListingEntry> ListOne(string name, FileInfo file, SegmentFile segment)
    {
        var slots = segment.ReadTable(out var damaged);
        foreach (var (_, slot) in slots)
        {
            if (slot.State == SegmentEntryState.Erased) continue;
            var state = slot.State == SegmentEntryState.Live ? BlobListingEntryKind.Complete : BlobListingEntryKind.Staged;
            yield return new BlobListingEntry($"{name}{Separator}{slot.Key}", slot.Key, state, slot.Length, slot.WrittenAt);
        }

        var time = new DateTimeOffset(file.LastWriteTimeUtc);
        if (damaged > 0) yield return new BlobListingEntry($"{name}{Separator}damaged", null, BlobListingEntryKind.Foreign, damaged * SegmentTableEntry.Bytes, time);
        // What a process has left that was killed. While blobs are added to a segment, it is locked.
        else if (SegmentBatchEraser.IsEmpty(slots, damaged) && !segment.IsLocked()) yield return new BlobListingEntry(name, null, BlobListingEntryKind.Staged, file.Length, time);
        else if (segment.FindStrayBytes(slots) is { Count: > 0 } stray && !segment.IsLocked()) yield return new BlobListingEntry($"{name}{Separator}rest", null, BlobListingEntryKind.Staged, stray.Sum(range => range.Length), time);
    }

    private void Erase(BlobKey key, BlobListingEntryKind state, Durability durability)
    {
        // An upload that was staged when it was listed may be a blob by now.
        if (state == BlobListingEntryKind.Staged && folders.Find(key) is { } place)
        {
            using (place.Segment)
            {
                if (place.Slot.State == SegmentEntryState.Live) return;
            }
        }

        var eraser = new SegmentBatchEraser(folders, durability);
        eraser.Erase(key);
        if (eraser.Finish() is [var fault, ..]) throw new IOException(fault.Fault.Message, fault.Fault);
    }

    private void Tidy(SegmentFile segment)
    {
        if (!segment.TryLock()) return;
        var slots = segment.ReadTable(out var damaged);
        if (damaged == 0)
        {
            foreach (var (offset, length) in segment.FindStrayBytes(slots)) segment.EraseBytes(offset, length);
        }

        segment.Unlock();
        SegmentBatchEraser.DeleteIfEmpty(folders, segment);
    }
}
