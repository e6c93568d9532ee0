using Parhelion.Core.Blobs;

namespace Parhelion.Server.Media;

/// <summary><see cref="MediaDelivery.Redirect"/>: redirects the client to the store. The URL is signed for one file and a short time, and makes the store
/// send the content type of the file. It is valid for GET only: the store refuses HEAD, which this server answers itself. This server still checks who may
/// read the file, and whether the client has it already.</summary>
internal sealed class MediaRedirect(IBlobStore blobs, SafeMediaPolicy policy, MediaSettings settings)
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    private readonly IPresigningBlobStore store = (IPresigningBlobStore)blobs;

    // Caches keep the redirect for half of the time that a file may be kept, and the file for the other half: together no longer than without a redirect. The
    // URL is valid for the whole time, so that a cached redirect still works.
    private readonly string half = $"public, max-age={settings.CacheSeconds / 2}";
    private readonly TimeSpan whole = TimeSpan.FromSeconds(Math.Max(settings.CacheSeconds, Short.TotalSeconds));

    public async Task SendAsync(HttpContext http, MediaEntry entry, MediaResponsePolicy terms)
    {
        var isPublic = ReferenceEquals(terms, policy.Public);
        var cacheControl = isPublic ? half : terms.CacheControl.ToString();
        var headers = new PresignedHeaders(entry.ContentType.ToString(), terms.DispositionOf(entry).ToString(), cacheControl);
        var url = await store.PresignAsync(entry.Key, isPublic ? whole : Short, headers);
        MediaHeaders.WriteRedirect(http.Response, entry, terms with { CacheControl = cacheControl }, url);
    }
}
