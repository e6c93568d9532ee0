namespace Parhelion.Core.Blobs;

/// <summary>Lists the blobs in all segments. The name of such a blob is the path of its segment below the store, a colon, and its key.</summary>
/// <param name="root">The folder of the store.</param>
/// <param name="folders">Where segments are.</param>
internal sealed class SegmentListing(string root, SegmentFolders folders)
{
    private const char Separator = ':';

    /// <summary>Lists everything below the folder of the segments. Reads one table of 32 KiB at a time.</summary>
    public IEnumerable<BlobStoreEntry> List()
    {
        if (!Directory.Exists(folders.Root)) yield break;
        foreach (var file in new DirectoryInfo(folders.Root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (!file.Exists || file.Name == BlobNames.ProbeName) continue;
            var name = Path.GetRelativePath(root, file.FullName);
            if (file.Extension != SegmentFolders.Extension || folders.Open(file.FullName) is not { } segment)
            {
                if (file.Exists) yield return new BlobStoreEntry(name, null, BlobStoreEntryKind.Foreign, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
                continue;
            }

            using (segment)
            {
                var slots = segment.Value.ReadTable(out var damaged, out var isEmpty);
                foreach (var (_, slot) in slots)
                {
                    var state = slot.State == SegmentSlotState.Live ? BlobStoreEntryKind.Complete : BlobStoreEntryKind.Staged;
                    yield return new BlobStoreEntry($"{name}{Separator}{slot.Key}", slot.Key, state, slot.Length, slot.WrittenAt);
                }

                // What a process has left that was killed while it added blobs or deleted the segment.
                if (isEmpty && segment.Value.TryLock()) yield return new BlobStoreEntry(name, null, BlobStoreEntryKind.Staged, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
                if (damaged > 0) yield return new BlobStoreEntry($"{name}{Separator}damaged", null, BlobStoreEntryKind.Foreign, damaged * SegmentSlot.Bytes, new DateTimeOffset(file.LastWriteTimeUtc));
            }
        }
    }

    /// <summary>Erases what an entry names.</summary>
    /// <returns>False when the entry is not one of <see cref="List"/>.</returns>
    public bool Delete(BlobStoreEntry entry, Durability durability)
    {
        var path = Path.Combine(root, entry.Name);
        if (!path.StartsWith(folders.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return false;
        if (entry.Key is { } key)
        {
            var eraser = new SegmentBatchEraser(folders, durability);
            eraser.Erase(key);
            if (eraser.Finish() is [var fault, ..]) throw new IOException(fault.Fault.Message, fault.Fault);
        }
        else if (folders.Open(path) is { } segment)
        {
            using (segment) SegmentBatchEraser.DeleteIfEmpty(folders, segment.Value);
        }

        return true;
    }
}
