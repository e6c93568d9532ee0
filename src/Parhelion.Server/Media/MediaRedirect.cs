using Parhelion.Core.Blobs;

namespace Parhelion.Server.Media;

/// <summary>Redirects the client to a signed URL of the S3 store (<see cref="MediaDeliveryMode.Redirect"/>). The URL grants GET of one file for a short time. The
/// URL also makes the store send the headers of the file, such as the content type.</summary>
/// <remarks>Before the redirect, this server checks who may read the file, and whether the client already has the file. This server also answers HEAD, because
/// the store would refuse HEAD at a URL that is signed for GET.</remarks>
internal sealed class MediaRedirect(IBlobStore blobs, SafeMediaPolicy policy, MediaSettings settings)
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    private readonly IPresigningBlobStore store = (IPresigningBlobStore)blobs;

    // Caches keep the redirect for half of the time that a file may be kept, and the file for the other half: together no longer than without a redirect. The
    // URL is valid for the whole time, so that a cached redirect still works.
    private readonly string half = $"public, max-age={settings.CacheSeconds / 2}";
    private readonly TimeSpan whole = TimeSpan.FromSeconds(Math.Max(settings.CacheSeconds, Short.TotalSeconds));

    public async Task SendAsync(HttpContext http, MediaFileInfo entry, MediaResponsePolicy terms)
    {
        var isPublic = ReferenceEquals(terms, policy.Public);
        var cacheControl = isPublic ? half : terms.CacheControl.ToString();
        var headers = new PresignedResponseHeaders(entry.ContentType.ToString(), terms.DispositionOf(entry).ToString(), cacheControl);
        var url = await store.PresignAsync(entry.Key, isPublic ? whole : Short, headers);
        MediaHeaders.WriteRedirect(http.Response, entry, terms with { CacheControl = cacheControl }, url);
    }
}
