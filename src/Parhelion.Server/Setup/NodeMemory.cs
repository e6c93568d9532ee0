using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Serving;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Media;

namespace Parhelion.Server.Setup;

/// <summary>Everything that a node remembers of rows: what leaves the living is forgotten here, and on the other nodes.</summary>
internal sealed class NodeMemory(MediaCatalog<MediaEntry> catalog, HotFiles hot, Keys keys, Bulletin bulletin)
{
    public void Forget(IReadOnlyList<BlobKey> removed)
    {
        ForgetHere(removed);
        foreach (var some in removed.Chunk(Bulletin.MaxIds)) bulletin.Post(new Notice(NoticeKind.Attachments, [.. some.Select(key => key.Value)]));
    }

    public void ForgetAll()
    {
        ForgetAllHere();
        bulletin.Post(new Notice(NoticeKind.Everything));
    }

    public void ForgetApp(string appId) => keys.ForgetApp(appId);

    /// <summary>Forgets what another node has removed.</summary>
    public void Hear(Notice notice)
    {
        if (notice.Kind == NoticeKind.Attachments) ForgetHere([.. notice.Ids.Select(BlobKey.Parse)]);
        else if (notice.Kind == NoticeKind.Everything) ForgetAllHere();
        keys.Hear(notice);
    }

    private void ForgetHere(IReadOnlyList<BlobKey> removed)
    {
        catalog.Forget(removed);
        hot.Forget(removed);
    }

    private void ForgetAllHere()
    {
        catalog.Clear();
        hot.Clear();
    }
}
