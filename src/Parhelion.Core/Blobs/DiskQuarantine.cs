using System.Runtime.CompilerServices;

namespace Parhelion.Core.Blobs;

/// <summary>
/// Keeps the quarantined blobs of a <see cref="DiskBlobStore"/> in the folder <c>quarantine/</c>. Quarantined blobs are blobs that no database row refers to.
/// This class moves a blob by renaming its file, from <c>blobs/</c> to <c>quarantine/</c> or back. The name below these folders stays the same.
/// </summary>
/// <remarks>A small blob in a segment (<see cref="SegmentFile"/>) is first copied to a file of its own, and keeps this file from then on.</remarks>
internal sealed class DiskQuarantine(string root, Durability durability, SegmentFilePool segments) : IOrphanQuarantine
{
    private readonly string folder = root + "/";
    private readonly string quarantine = Path.Combine(root, BlobNames.QuarantineRoot);

    /// <inheritdoc />
    public ValueTask<bool> QuarantineAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var (from, to) = (BlobNames.Of(key, folder), BlobNames.InQuarantine(key, folder));
        if (File.Exists(from))
        {
            Move(from, to);
            return new(true);
        }

        return new(TryTakeFromSegment(key, to));
    }

    /// <inheritdoc />
    public ValueTask<bool> RestoreAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var (from, to) = (new FileInfo(BlobNames.InQuarantine(key, folder)), new FileInfo(BlobNames.Of(key, folder)));
        if (!from.Exists || (to.Exists && to.Length != from.Length)) return new(false);
        // The content under a key never changes, so a file with the same name and length is the same blob.
        Move(from.FullName, to.FullName);
        return new(true);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<BlobListingEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (!Directory.Exists(quarantine)) yield break;
        foreach (var file in new DirectoryInfo(quarantine).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(root, file.FullName);
            if (!BlobNames.TryParseQuarantined(name, out var key) || !file.Exists) continue;
            yield return new BlobListingEntry(name, key, BlobListingEntryKind.Quarantined, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }
    }

    /// <summary>Whether the folder of the quarantine exists, so that there can be blobs in it. Most installations never create it.</summary>
    public bool MayContainBlobs => Directory.Exists(quarantine);

    /// <summary>Whether this blob can be in the quarantine, because the folder for it exists there.</summary>
    public bool MayContain(BlobKey key) => Directory.Exists(Path.GetDirectoryName(PathOf(key)));

    /// <summary>Gets the path of a blob in the quarantine.</summary>
    public string PathOf(BlobKey key) => BlobNames.InQuarantine(key, folder);

    private bool TryTakeFromSegment(BlobKey key, string to)
    {
        if (segments.Find(key) is not { } place) return false;
        var staged = Path.Combine(root, "staging", key.Value);
        using (place.Segment)
        {
            if (place.Slot.State != SegmentEntryState.Live) return false;
            var bytes = new byte[place.Slot.Length];
            var read = RandomAccess.Read(place.Segment.Value.File, bytes, place.Slot.Offset);
            if (read < bytes.Length || !place.Segment.Value.IsLive(place.Index)) return false;
            using var file = File.OpenHandle(staged, FileMode.Create, FileAccess.Write, FileShare.None);
            RandomAccess.Write(file, bytes, 0);
            if (durability == Durability.Full) DiskFlush.File(file, "a blob for the quarantine");
        }

        Move(staged, to);
        // A crash before this leaves the blob in both places, and the next orphan scan comes here again.
        var eraser = new SegmentBatchEraser(segments, durability);
        eraser.Erase(key);
        if (eraser.Finish() is [var fault, ..]) throw new IOException(fault.Fault.Message, fault.Fault);
        return true;
    }

    private void Move(string from, string to)
    {
        var directory = Path.GetDirectoryName(to)!;
        if (durability == Durability.Full) DurableFolder.Make(directory);
        else Directory.CreateDirectory(directory);
        // Set before the rename: a crash between the two leaves a blob with a newer time, which a later orphan scan examines again.
        File.SetLastWriteTimeUtc(from, FileSystemClock.Now(root).UtcDateTime);
        File.Move(from, to, overwrite: true);
        if (durability != Durability.Full) return;
        DiskFlush.Folder(directory);
        DiskFlush.Folder(Path.GetDirectoryName(from)!);
    }
}
