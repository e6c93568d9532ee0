using System.Net.Http.Headers;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Purging;

/// <summary>
/// Purges attachments through an HTTP endpoint of the operator, for caches that no other purge target supports. The class posts the URLs and tags of the
/// attachments to this endpoint as JSON. A status 2xx confirms that the cache has dropped the attachments.
/// </summary>
internal sealed class HookPurgeTarget(Uri url, string? token, MediaUrls media) : IPurgeTarget
{
    // An attachment has a URL for itself and one for each rendition that was made, on each host.
    private const int MaxPurges = 100;

    public string Name => $"Purge hook at {url.Authority}";

    public IEnumerable<PurgeCall> Calls(IReadOnlyList<PurgeRequest> purges) => purges.Chunk(MaxPurges).Select(some =>
    {
        var body = new PurgeHookBody(
            [.. some.SelectMany(purgeRequest => purgeRequest.Paths.SelectMany(media.All))], [.. some.Select(purgeRequest => purgeRequest.Key.Value)]);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = CachePurgeJson.Content(body, CachePurgeJson.Default.PurgeHookBody) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return PurgeCall.Of(some, request);
    });
}
