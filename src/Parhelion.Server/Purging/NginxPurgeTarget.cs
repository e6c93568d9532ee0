using System.Net;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Purging;

/// <summary>Purges attachments from nginx by URL, with one request for each URL. nginx must have the module cache_purge, configured as in
/// deploy/nginx/parhelion.conf.</summary>
internal sealed class NginxPurgeTarget(Uri url, MediaUrls media) : IPurgeTarget
{
    private readonly string root = url.AbsoluteUri.TrimEnd('/');

    public string Name => $"nginx at {url.Authority}";

    public IEnumerable<PurgeCall> Calls(IReadOnlyList<PurgeRequest> purges) =>
        purges.SelectMany(
            purgeRequest => purgeRequest.Paths.SelectMany(media.AllRooted), (purgeRequest, path) => PurgeCall.Of([purgeRequest], new HttpRequestMessage(PurgeHttpMethod.Purge, root + path)));

    // nginx answers 404 when the URL is not in its cache.
    public ValueTask<bool> ConfirmsAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        new(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound);
}
