using Parhelion.Core.Naming;
using Parhelion.Core.Renditions;

namespace Parhelion.Server.Media;

/// <summary>
/// Finds the requested rendition of an attachment, such as a thumbnail. The class looks first at the renditions that the cached attachment keeps in memory.
/// Otherwise, <see cref="RenditionService"/> reads the rendition from the database or makes it.
/// </summary>
internal sealed class MediaRenditionResolver(RenditionService renditions, SafeMediaPolicy policy)
{
    /// <summary>Returns a rendition; <c>null</c> if there can be none, or if the attachment was deleted meanwhile. The caller has checked who may read it.</summary>
    /// <exception cref="Protocol.ProblemException">Status 503: it is not made yet.</exception>
    public async ValueTask<MediaFileInfo?> FindAsync(MediaFileInfo original, RenditionId id, CancellationToken cancellationToken)
    {
        if (original.FindRendition(id) is { } known) return known;
        var row = await renditions.GetAsync(new RenditionSource(original.Key, original.MediaType, original.Size), id, cancellationToken);
        return row is null ? null : original.AddRendition(row, policy);
    }

    /// <summary>Makes a rendition again whose bytes are missing.</summary>
    public async ValueTask<MediaFileInfo?> RestoreAsync(MediaFileInfo original, MediaFileInfo lost, CancellationToken cancellationToken)
    {
        original.ForgetRendition(lost.Rendition!.Value);
        // Another node may have made it again, under another key.
        var found = await FindAsync(original, lost.Rendition.Value, cancellationToken);
        if (found is null || found.Key != lost.Key) return found;
        original.ForgetRendition(lost.Rendition.Value);
        await renditions.ForgetAsync(original.Key, lost.Key, cancellationToken);
        return await FindAsync(original, lost.Rendition.Value, cancellationToken);
    }
}
