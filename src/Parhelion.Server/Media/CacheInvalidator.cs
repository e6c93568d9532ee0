using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Serving;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Media;

/// <summary>
/// Evicts removed attachments, and the API keys of deleted apps, from the in-memory caches of this node. Posts invalidations, so that the other nodes evict the
/// same entries. Applies the invalidations that other nodes post.
/// </summary>
internal sealed class CacheInvalidator(
    AttachmentCache<MediaFileInfo> catalog, HotFileCache hot, ApiKeyService apiKeys, InvalidationChannel invalidationChannel, RepeatPurgeQueue? purges = null)
{
    private long removals;

    /// <summary>Counts the removals that this node has learned of. If the number has not changed during a response, the file was not removed
    /// meanwhile.</summary>
    public long Removals => Volatile.Read(ref removals);

    public void Forget(IReadOnlyList<BlobKey> removed)
    {
        ForgetLocally(removed);
        foreach (var some in removed.Chunk(InvalidationChannel.MaxIds)) invalidationChannel.Post(new InvalidationMessage(InvalidationKind.Attachments, [.. some.Select(key => key.Value)]));
    }

    public void ForgetAll()
    {
        ForgetAllLocally();
        invalidationChannel.Post(new InvalidationMessage(InvalidationKind.Everything));
    }

    public void ForgetApp(string appId) => apiKeys.ForgetApp(appId);

    /// <summary>Applies an invalidation of another node.</summary>
    public void OnInvalidation(InvalidationMessage invalidation)
    {
        if (invalidation.Kind == InvalidationKind.Attachments) ForgetLocally([.. invalidation.Ids.Select(BlobKey.Parse)]);
        else if (invalidation.Kind == InvalidationKind.Everything) ForgetAllLocally();
        apiKeys.OnInvalidation(invalidation);
    }

    private void ForgetLocally(IReadOnlyList<BlobKey> removed)
    {
        MediaFileInfo[] forgotten = [.. catalog.Forget(removed), .. hot.Forget(removed)];
        // Responses that are under way see the count change at their end. Those that have ended were noted before.
        Interlocked.Increment(ref removals);
        foreach (var entry in forgotten) PurgeIfSentLately(entry);
    }

    // Most of these files still exist. The worker of the queue purges only those that do not.
    private void ForgetAllLocally()
    {
        catalog.Clear(PurgeIfSentLately);
        hot.Clear(PurgeIfSentLately);
        Interlocked.Increment(ref removals);
    }

    private void PurgeIfSentLately(MediaFileInfo entry)
    {
        if (purges is null || entry.IsPrivate) return;
        if (entry.WasSentLately) purges.Add(entry.Path, entry.Rendition?.Query ?? "");
        foreach (var rendition in entry.Renditions) PurgeIfSentLately(rendition);
    }
}
