using BitFaster.Caching.Lru;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Media;

/// <summary>Small public files that are read often, whole in memory. Bounded by bytes: three sizes of places, each with its share. A file is
/// forgotten when it leaves the living, as the catalog forgets it, and trusted no longer than a row.</summary>
internal sealed class HotFileCache
{
    /// <summary>Bytes of the largest file that is kept.</summary>
    public const int LargestFile = 64 * 1024;

    // How often a file is read within a second before it is kept: what is read now and then would only push others out.
    private const int Reads = 3;

    private readonly (int FileBytes, ConcurrentLru<string, HotFile> Files)[] sizes;
    private readonly CacheLifetime cacheLifetime;
    private readonly Lock gate = new();
    private long generation;

    public HotFileCache(MediaSettings settings, CacheLifetime cacheLifetime)
    {
        this.cacheLifetime = cacheLifetime;
        sizes = [Size(4096, settings.HotBytes / 4), Size(16 * 1024, settings.HotBytes / 4), Size(LargestFile, settings.HotBytes / 2)];
    }

    /// <summary>The file whose media URL is asked for in its one spelling, without a query; else <c>null</c>.</summary>
    public HotFile? Find(string path)
    {
        var end = path.LastIndexOf('/');
        if (end <= BlobKey.Length) return null;
        var token = path.Substring(end - BlobKey.Length, BlobKey.Length);
        foreach (var (_, files) in sizes)
        {
            if (files.TryGet(token, out var file)) return file.Path == path && cacheLifetime.Holds(file.Until) ? file : null;
        }

        return null;
    }

    /// <summary>To be taken before the row is looked up, and given to <see cref="Keep"/>.</summary>
    public CacheGeneration Mark() => new(Volatile.Read(ref generation), cacheLifetime.Begin());

    /// <summary>Counts a read of a whole file; whether it is to be kept.</summary>
    public bool IsWanted(MediaEntry entry) =>
        entry is { IsPrivate: false, Size: <= LargestFile } && cacheLifetime.Remembers && entry.CountRead() >= Reads;

    /// <summary>Keeps a file under the path that it has in its media URL, unless something was removed since the mark was taken: perhaps this very file.</summary>
    public void Keep(string path, MediaEntry entry, byte[] bytes, CacheGeneration mark)
    {
        var place = Array.Find(sizes, size => entry.Size <= size.FileBytes).Files;
        lock (gate)
        {
            if (generation == mark.Generation) place.AddOrUpdate(entry.Key.Value, new HotFile(path, entry, bytes, mark.Until));
        }
    }

    /// <summary>Forgets files that have just left the living.</summary>
    public void Forget(IEnumerable<BlobKey> keys)
    {
        lock (gate)
        {
            generation++;
            foreach (var key in keys)
            {
                foreach (var (_, files) in sizes) files.TryRemove(key.Value);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (gate)
        {
            generation++;
            foreach (var (_, files) in sizes) files.Clear();
        }
    }

    private static (int, ConcurrentLru<string, HotFile>) Size(int fileBytes, long share) =>
        (fileBytes, new ConcurrentLru<string, HotFile>(Environment.ProcessorCount, (int)Math.Max(share / fileBytes, 3), StringComparer.Ordinal));
}

/// <summary>A file in memory.</summary>
/// <param name="Path">The path in its media URL.</param>
/// <param name="Entry">Its header.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="Until">How long its row may be trusted.</param>
internal sealed record HotFile(string Path, MediaEntry Entry, byte[] Bytes, long Until);
