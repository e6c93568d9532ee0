using System.Diagnostics.CodeAnalysis;
using BitFaster.Caching.Lru;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Serving;

/// <summary>What lives at a media path, from a bounded memory first. A removal is forgotten here before it is answered, so this
/// node serves nothing of it afterwards; what other nodes remove it forgets when it hears of it, and when its <see cref="CacheLifetime"/> ends. Misses are remembered too, and many requests for one unknown token ask the database once.</summary>
/// <typeparam name="T">What the server wants to know of an attachment, ready to be sent.</typeparam>
public sealed class MediaCatalog<T>(Database database, Func<AttachmentRow, T> prepare, int capacity, CacheLifetime cacheLifetime) where T : class
{
    private readonly ConcurrentLru<string, Entry> recent = new(Environment.ProcessorCount, Math.Max(capacity, 3), StringComparer.Ordinal);
    private readonly Dictionary<string, Load> loading = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private long generation;

    /// <summary>The attachment with this key, or <c>null</c> when none lives.</summary>
    public async ValueTask<T?> FindAsync(BlobKey key)
    {
        if (TryRecall(key, out var entry)) return entry.Media(prepare);
        // Whoever remembers nothing does not join a question that was asked before either.
        if (!cacheLifetime.Remembers) return await ReadAsync(key) is { } row ? prepare(row) : null;
        return (await LoadOnceAsync(key)).Media(prepare);
    }

    /// <summary>The attachment with this key when it is in memory, else <c>null</c>, be it there or not.</summary>
    public T? TryFind(BlobKey key) => TryRecall(key, out var entry) ? entry.Media(prepare) : null;

    /// <summary>To be taken before an attachment is recorded, and given to <see cref="Remember"/>.</summary>
    public CacheGeneration Mark() => new(Volatile.Read(ref generation), cacheLifetime.Begin());

    /// <summary>Remembers an attachment that was just recorded: what was uploaded is soon read. Not when something was removed since the mark was
    /// taken: perhaps this very one.</summary>
    public void Remember(AttachmentRow row, CacheGeneration mark)
    {
        if (cacheLifetime.Remembers) Keep(row.Key, new Entry(row, mark.Until), mark);
    }

    /// <summary>Forgets attachments that have just left the living.</summary>
    public void Forget(IEnumerable<BlobKey> keys)
    {
        lock (gate)
        {
            generation++;
            foreach (var key in keys)
            {
                // A load that began before the removal may still hold the row: whoever asks from now on must not join it.
                loading.Remove(key.Value);
                recent.TryRemove(key.Value);
            }
        }
    }

    /// <summary>Forgets everything: an app with all its attachments has left the living.</summary>
    public void Clear()
    {
        lock (gate)
        {
            generation++;
            loading.Clear();
            recent.Clear();
        }
    }

    private bool TryRecall(BlobKey key, [NotNullWhen(true)] out Entry? entry) => recent.TryGet(key.Value, out entry) && cacheLifetime.Holds(entry.Until);

    private Task<Entry> LoadOnceAsync(BlobKey key)
    {
        lock (gate)
        {
            // A load may have ended since the caller looked.
            if (TryRecall(key, out var entry)) return Task.FromResult(entry);
            if (loading.TryGetValue(key.Value, out var load) && cacheLifetime.Holds(load.Mark.Until)) return load.Answer;
            var mark = Mark();
            var answer = LoadAsync(key, mark);
            loading[key.Value] = new Load(answer, mark);
            return answer;
        }
    }

    private async Task<Entry> LoadAsync(BlobKey key, CacheGeneration mark)
    {
        // The gate is not held while the row is read.
        await Task.Yield();
        try
        {
            var entry = new Entry(await ReadAsync(key), mark.Until);
            Keep(key, entry, mark);
            return entry;
        }
        finally
        {
            End(key, mark);
        }
    }

    // Another load for the same key may have taken the place of this one: after a removal, or when this one took too long.
    private void End(BlobKey key, CacheGeneration mark)
    {
        lock (gate)
        {
            if (loading.TryGetValue(key.Value, out var load) && load.Mark == mark) loading.Remove(key.Value);
        }
    }

    private void Keep(BlobKey key, Entry entry, CacheGeneration mark)
    {
        lock (gate)
        {
            if (generation == mark.Generation) recent.AddOrUpdate(key.Value, entry);
        }
    }

    private ValueTask<AttachmentRow?> ReadAsync(BlobKey key) =>
        database.ReadAsync((session, token) => AttachmentTable.FindAsync(session, key, token), CancellationToken.None);

    private readonly record struct Load(Task<Entry> Answer, CacheGeneration Mark);

    // What is to be sent is made when it is wanted: not all that is uploaded is read. The row is not needed after that.
    private sealed class Entry(AttachmentRow? row, long until)
    {
        private AttachmentRow? row = row;
        private T? media;

        public long Until => until;

        public T? Media(Func<AttachmentRow, T> prepare)
        {
            if (Volatile.Read(ref media) is { } made) return made;
            // Two who come first at the same time make two, of which one stays.
            if (Volatile.Read(ref row) is not { } known) return Volatile.Read(ref media);
            Volatile.Write(ref media, prepare(known));
            Volatile.Write(ref row, null);
            return media;
        }
    }
}
