using System.Security.Cryptography;
using BitFaster.Caching;
using BitFaster.Caching.Lru;

namespace Parhelion.Core.Blobs;

/// <summary>
/// Finds, opens and creates segments (files that each hold many small blobs). The pool keeps a bounded number of segments open. A segment beyond this number is
/// closed as soon as nobody uses the segment.
/// </summary>
/// <remarks>
/// The folder <c>segments/ab/cd</c> has the segments for all keys that begin with the bytes <c>ab</c> and <c>cd</c> in hexadecimal. Usually this is one
/// segment.
/// </remarks>
internal sealed class SegmentFilePool : IDisposable
{
    /// <summary>The ending of the name of a segment.</summary>
    public const string Extension = ".segment";

    // The names of the segments in so many folders are kept: about 1 MB.
    private const int KnownFolders = 4096;

    private readonly ConcurrentLru<int, SegmentFolderSnapshot> names = new(KnownFolders);
    private readonly IScopedCache<string, SegmentFile> open;
    private readonly string blobs;
    private int created;

    /// <param name="root">The folder of the store.</param>
    /// <param name="maxOpen">How many segments are kept open, at least 3.</param>
    public SegmentFilePool(string root, int maxOpen)
    {
        Root = Path.Combine(root, "segments");
        blobs = Root + "/";
        open = new ConcurrentLruBuilder<string, SegmentFile>().WithCapacity(maxOpen).AsScopedCache().Build();
    }

    /// <summary>The folder of all segments.</summary>
    public string Root { get; }

    /// <summary>Creates an empty segment for keys with a prefix, and locks it.</summary>
    public SegmentFile Create(int prefix, Durability durability)
    {
        var folder = FolderOf(prefix);
        if (durability == Durability.Full) DurableFolder.Make(folder);
        else Directory.CreateDirectory(folder);
        var segment = SegmentFile.Create(Path.Combine(folder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) + Extension), durability);
        try
        {
            if (durability == Durability.Full) DiskFlush.Folder(folder);
        }
        catch
        {
            segment.Dispose();
            File.Delete(segment.Path);
            throw;
        }

        // After the file exists: whoever reads the number and then the folder finds it.
        Interlocked.Increment(ref created);
        return segment;
    }

    /// <summary>Finds a blob.</summary>
    /// <returns><c>null</c>: no segment has the blob, or its bytes are erased.</returns>
    public SmallBlobLocation? Find(BlobKey key)
    {
        var prefix = BlobNames.PrefixOf(key);
        var known = names.GetOrAdd(prefix, Load);
        if (Find(key, known) is { } place) return place;
        if (!IsOld(known, prefix)) return null;
        known = Load(prefix);
        names.AddOrUpdate(prefix, known);
        return Find(key, known);
    }

    /// <summary>Finds a blob that is not deleted, without waiting for the disk.</summary>
    /// <returns><c>null</c>: no open segment has the blob, or the search would wait.</returns>
    public SmallBlobLocation? TryFind(BlobKey key)
    {
        if (!names.TryGet(BlobNames.PrefixOf(key), out var known)) return null;
        foreach (var path in known.Paths)
        {
            if (!open.ScopedTryGet(path, out var lease)) continue;
            if (lease.Value.Find(key, mayWait: false, out var index, out var slot) == true && slot.State == SegmentEntryState.Live) return new SmallBlobLocation(lease, index, slot);
            lease.Dispose();
        }

        return null;
    }

    /// <summary>Opens a segment; <c>null</c> when it does not exist or is no segment.</summary>
    public Lifetime<SegmentFile>? Open(string path)
    {
        try
        {
            return open.ScopedGetOrAdd(path, static path => new Scoped<SegmentFile>(SegmentFile.Open(path)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Closes a segment as soon as nobody uses it.</summary>
    public void Close(string path) => open.TryRemove(path);

    /// <summary>Closes all of them, each as soon as nobody uses it.</summary>
    public void Dispose() => open.Clear();

    // Of a blob that was written again after it was erased, the live one counts.
    private SmallBlobLocation? Find(BlobKey key, SegmentFolderSnapshot known)
    {
        SmallBlobLocation? erasing = null;
        foreach (var path in known.Paths)
        {
            if (Open(path) is not { } lease) continue;
            if (lease.Value.Find(key, mayWait: true, out var index, out var slot) != true || slot.State == SegmentEntryState.Erased || (slot.State == SegmentEntryState.Erasing && erasing is not null))
            {
                lease.Dispose();
                continue;
            }

            var place = new SmallBlobLocation(lease, index, slot);
            if (slot.State == SegmentEntryState.Live)
            {
                erasing?.Segment.Dispose();
                return place;
            }

            erasing = place;
        }

        return erasing;
    }

    // Another process may have added a segment too. It changes the time of the folder.
    private bool IsOld(SegmentFolderSnapshot known, int prefix) => known.Created != Volatile.Read(ref created) || known.FolderTime != Directory.GetLastWriteTimeUtc(FolderOf(prefix));

    private SegmentFolderSnapshot Load(int prefix)
    {
        var folder = FolderOf(prefix);
        // Both before the names.
        var (number, time) = (Volatile.Read(ref created), Directory.GetLastWriteTimeUtc(folder));
        return new SegmentFolderSnapshot(Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Extension) : [], number, time);
    }

    private string FolderOf(int prefix) => $"{blobs}{prefix >> 8:x2}/{prefix & 0xff:x2}";
}
