using System.Diagnostics.CodeAnalysis;
using BitFaster.Caching.Lru;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Serving;

/// <summary>
/// Finds attachments by their keys, in a bounded cache or in the database. When this node deletes an attachment, the cache drops the attachment before the
/// request is answered. An attachment that another node deletes stays cached until the <see cref="CachedRowLifetime"/> ends at the latest.
/// </summary>
/// <typeparam name="T">What the server needs of an attachment to send it.</typeparam>
/// <remarks>
/// The node that deletes an attachment never serves it afterwards. If another node deletes an attachment, a message from that node (the invalidation) arrives,
/// and the cache drops the attachment at that time. The cache also remembers keys that have no attachment. Concurrent requests for a key that is not cached share
/// one query.
/// </remarks>
public sealed class AttachmentCache<T>(Database database, Func<AttachmentRow, T> prepare, int capacity, CachedRowLifetime cacheLifetime, AttachmentCacheMetrics? metrics = null) where T : class
{
    private readonly ConcurrentLru<string, Entry> recent = new(Environment.ProcessorCount, Math.Max(capacity, 3), StringComparer.Ordinal);
    private readonly Dictionary<string, Load> loading = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private long generation;

    /// <summary>Finds the attachment with this key; <c>null</c> if there is no live attachment.</summary>
    public async ValueTask<T?> FindAsync(BlobKey key)
    {
        if (TryGet(key, out var entry)) return Found(entry);
        metrics?.Miss();
        // Without a cache, a request does not share the query of an earlier request either.
        if (!cacheLifetime.IsEnabled) return await ReadAsync(key) is { } row ? prepare(row) : null;
        return (await LoadOnceAsync(key)).Media(prepare);
    }

    /// <summary>Returns the attachment with this key if it is cached; <c>null</c> if it is not cached or does not exist.</summary>
    public T? TryFind(BlobKey key) => TryGet(key, out var entry) ? Found(entry) : null;

    /// <summary>Returns a snapshot of the cache. Call it before an attachment is recorded, and pass the result to <see cref="Remember"/>.</summary>
    public CacheGeneration CurrentGeneration() => new(Volatile.Read(ref generation), cacheLifetime.Begin());

    /// <summary>Caches an attachment that was just recorded, because uploads are often read soon. Does nothing if anything was deleted since the snapshot,
    /// because that may have been this attachment.</summary>
    public void Remember(AttachmentRow row, CacheGeneration mark)
    {
        if (cacheLifetime.IsEnabled) Add(row.Key, new Entry(row, mark.Until), mark);
    }

    /// <summary>Drops deleted attachments from the cache.</summary>
    /// <returns>The dropped attachments that had been requested before.</returns>
    public IReadOnlyList<T> Forget(IEnumerable<BlobKey> keys)
    {
        var requested = new List<T>();
        lock (gate)
        {
            generation++;
            foreach (var key in keys)
            {
                // A query that began before the removal may still return the row, so later requests must not share it.
                loading.Remove(key.Value);
                if (recent.TryRemove(key.Value, out var entry) && entry.Requested is { } media) requested.Add(media);
            }
        }

        return requested;
    }

    /// <summary>Empties the cache after a large deletion, such as that of an app with all its attachments.</summary>
    /// <param name="dropped">Called with each attachment that was cached and requested before.</param>
    public void Clear(Action<T> dropped)
    {
        lock (gate)
        {
            generation++;
            loading.Clear();
            foreach (var (_, entry) in recent)
            {
                if (entry.Requested is { } media) dropped(media);
            }

            recent.Clear();
        }
    }

    private T? Found(Entry entry)
    {
        metrics?.Hit();
        return entry.Media(prepare);
    }

    private bool TryGet(BlobKey key, [NotNullWhen(true)] out Entry? entry) => recent.TryGet(key.Value, out entry) && cacheLifetime.IsValid(entry.Until);

    private Task<Entry> LoadOnceAsync(BlobKey key)
    {
        lock (gate)
        {
            // A query may have ended since the caller looked into the cache.
            if (TryGet(key, out var entry)) return Task.FromResult(entry);
            if (loading.TryGetValue(key.Value, out var load) && cacheLifetime.IsValid(load.Generation.Until)) return load.Answer;
            var mark = CurrentGeneration();
            var answer = LoadAsync(key, mark);
            loading[key.Value] = new Load(answer, mark);
            return answer;
        }
    }

    private async Task<Entry> LoadAsync(BlobKey key, CacheGeneration mark)
    {
        // Releases the lock before the row is read.
        await Task.Yield();
        try
        {
            var entry = new Entry(await ReadAsync(key), mark.Until);
            Add(key, entry, mark);
            return entry;
        }
        finally
        {
            End(key, mark);
        }
    }

    // Another query for the same key may have replaced this one: after a removal, or because this one took too long.
    private void End(BlobKey key, CacheGeneration mark)
    {
        lock (gate)
        {
            if (loading.TryGetValue(key.Value, out var load) && load.Generation == mark) loading.Remove(key.Value);
        }
    }

    private void Add(BlobKey key, Entry entry, CacheGeneration mark)
    {
        lock (gate)
        {
            if (generation == mark.Generation) recent.AddOrUpdate(key.Value, entry);
        }
    }

    private async ValueTask<AttachmentRow?> ReadAsync(BlobKey key)
    {
        using var activity = Tracing.Start("read attachment");
        return await database.ReadAsync((session, token) => AttachmentTable.FindAsync(session, key, token), CancellationToken.None);
    }

    private readonly record struct Load(Task<Entry> Answer, CacheGeneration Generation);

    // The value to send is made at the first request, because many uploads are never read. The row is dropped then.
    private sealed class Entry(AttachmentRow? row, long until)
    {
        private AttachmentRow? row = row;
        private T? media;

        public long Until => until;

        /// <summary>The value to send; <c>null</c> if nobody has requested it, or if there is no attachment.</summary>
        public T? Requested => Volatile.Read(ref media);

        public T? Media(Func<AttachmentRow, T> prepare)
        {
            if (Volatile.Read(ref media) is { } made) return made;
            // Two concurrent first requests make two values, of which one is kept.
            if (Volatile.Read(ref row) is not { } known) return Volatile.Read(ref media);
            Volatile.Write(ref media, prepare(known));
            Volatile.Write(ref row, null);
            return media;
        }
    }
}
