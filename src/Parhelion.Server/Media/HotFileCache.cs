using BitFaster.Caching.Lru;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Renditions;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Media;

/// <summary>
/// Caches public files of at most 64 KiB each in memory, up to <c>Media:HotBytes</c> in total. A file from a store such as S3 enters the cache at its first
/// read. A file from a disk enters the cache only if it is read often. A file leaves when its attachment is removed, its lifetime ends
/// (<see cref="CachedRowLifetime"/>), or a new file needs room.
/// </summary>
/// <remarks>Each of three size classes has a share of the memory. Files of up to 4 KiB and files of up to 16 KiB have a quarter each. Larger files have
/// half.</remarks>
internal sealed class HotFileCache
{
    /// <summary>Size of the largest file that is cached, in bytes.</summary>
    public const int LargestFile = 64 * 1024;

    // Reads of a file within a second before it is cached. From a disk of this machine, a file that is read less often is read as quickly, and would only evict
    // others. Another store takes a hundred times as long, and each read costs a request.
    private const int ReadsFromDisk = 3;
    private const int ReadsFromOtherStore = 1;

    private readonly (int FileBytes, ConcurrentLru<string, HotFile> Files)[] sizes;
    private readonly CachedRowLifetime cacheLifetime;
    private readonly string[] queries;
    private readonly Lock gate = new();
    private readonly int readsBefore;
    private long generation;

    public HotFileCache(MediaSettings settings, RenditionRules renditions, CachedRowLifetime cacheLifetime, IBlobStore blobs)
    {
        readsBefore = blobs is INonBlockingBlobStore ? ReadsFromDisk : ReadsFromOtherStore;
        this.cacheLifetime = cacheLifetime;
        queries = ["", .. renditions.Sizes.Keys.SelectMany(_ => RenditionId.Formats, (name, format) => new RenditionId(name, format).Query)];
        sizes = [Size(4096, settings.HotBytes / 4), Size(16 * 1024, settings.HotBytes / 4), Size(LargestFile, settings.HotBytes / 2)];
    }

    /// <summary>Returns the cached file of a request target; <c>null</c> unless it is a media URL in its canonical spelling, with no
    /// other query than that of a rendition.</summary>
    public HotFile? Find(string path)
    {
        if (KeyOf(path) is not { } key) return null;
        foreach (var (_, files) in sizes)
        {
            if (files.TryGet(key, out var file)) return file.Path == path && cacheLifetime.IsValid(file.Until) ? file : null;
        }

        return null;
    }

    /// <summary>Returns the current generation of the cache. Call this before the row is looked up, and pass the result to <see cref="Add"/>.</summary>
    public CacheGeneration CurrentGeneration() => new(Volatile.Read(ref generation), cacheLifetime.Begin());

    /// <summary>Whether any attachment was removed since <paramref name="mark"/> was taken.</summary>
    public bool HasForgottenSince(CacheGeneration mark) => Volatile.Read(ref generation) != mark.Generation;

    /// <summary>Counts a read of a whole file. Returns whether the file should be cached.</summary>
    public bool IsWanted(MediaFileInfo entry) =>
        entry is { IsPrivate: false, Size: <= LargestFile } && cacheLifetime.IsEnabled && entry.CountRead() >= readsBefore;

    /// <summary>Caches a file under the path of its media URL, with the query of a rendition. Does nothing if any attachment was removed since <paramref name="mark"/> was taken, because the
    /// file may be that of the removed attachment.</summary>
    public void Add(string path, MediaFileInfo entry, byte[] bytes, CacheGeneration mark)
    {
        var place = Array.Find(sizes, size => entry.Size <= size.FileBytes).Files;
        lock (gate)
        {
            if (generation == mark.Generation) place.AddOrUpdate(KeyOf(path)!, new HotFile(path, entry, bytes, mark.Until));
        }
    }

    /// <summary>Drops files whose attachments were just removed.</summary>
    /// <returns>The removed attachments whose files were cached.</returns>
    public IReadOnlyList<MediaFileInfo> Forget(IEnumerable<BlobKey> keys)
    {
        var forgotten = new List<MediaFileInfo>();
        lock (gate)
        {
            generation++;
            foreach (var key in keys)
            {
                foreach (var (_, files) in sizes)
                {
                    foreach (var query in queries)
                    {
                        if (files.TryRemove(key.Value + query, out var file)) forgotten.Add(file.Entry);
                    }
                }
            }
        }

        return forgotten;
    }

    /// <summary>Drops all files.</summary>
    /// <param name="dropped">Called with the attachment of each file.</param>
    public void Clear(Action<MediaFileInfo> dropped)
    {
        lock (gate)
        {
            generation++;
            foreach (var (_, files) in sizes)
            {
                foreach (var (_, file) in files) dropped(file.Entry);
                files.Clear();
            }
        }
    }

    // The token of the attachment, and for a rendition its query.
    private static string? KeyOf(string path)
    {
        var end = path.LastIndexOf('/');
        if (end <= BlobKey.Length) return null;
        var query = path.IndexOf('?', end);
        var token = path.AsSpan(end - BlobKey.Length, BlobKey.Length);
        return query < 0 ? token.ToString() : string.Concat(token, path.AsSpan(query));
    }

    private static (int, ConcurrentLru<string, HotFile>) Size(int fileBytes, long share) =>
        (fileBytes, new ConcurrentLru<string, HotFile>(Environment.ProcessorCount, (int)Math.Max(share / fileBytes, 3), StringComparer.Ordinal));
}
