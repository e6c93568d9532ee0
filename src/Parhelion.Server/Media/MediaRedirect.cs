using Parhelion.Core.Blobs;

namespace Parhelion.Server.Media;

/// <summary><see cref="MediaDelivery.Redirect"/>: sends the reader to the store, at a URL that is signed for one file and a short time, and that
/// makes the store say what kind of file it is. The URL is for GET: the store refuses HEAD there, which this server answers itself. Who may read
/// it, and whether the reader has it already, is judged here all the same.</summary>
internal sealed class MediaRedirect(IBlobStore blobs, SafeMediaPolicy policy, MediaSettings settings)
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    private readonly IPresigningBlobStore store = (IPresigningBlobStore)blobs;

    // Caches keep the redirect for half of the time that a file may be kept, and the file for the other half: together no longer than without a
    // redirect. The URL lives for the whole of it, so that one out of a cache is still good.
    private readonly string half = $"public, max-age={settings.CacheSeconds / 2}";
    private readonly TimeSpan whole = TimeSpan.FromSeconds(Math.Max(settings.CacheSeconds, Short.TotalSeconds));

    public async Task SendAsync(HttpContext http, MediaEntry entry, MediaCachePolicy terms)
    {
        var isPublic = ReferenceEquals(terms, policy.Public);
        var cacheControl = isPublic ? half : terms.CacheControl.ToString();
        var headers = new PresignedHeaders(entry.ContentType.ToString(), terms.DispositionOf(entry).ToString(), cacheControl);
        var url = await store.PresignAsync(entry.Key, isPublic ? whole : Short, headers);
        MediaHeaders.WriteRedirect(http.Response, entry, terms with { CacheControl = cacheControl }, url);
    }
}
