using System.Net;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Purging;

/// <summary>nginx with its module cache_purge, as deploy/nginx/parhelion.conf sets it up: by URL, one at a time.</summary>
internal sealed class NginxTarget(Uri url, MediaUrls media) : IPurgeTarget
{
    private readonly string root = url.AbsoluteUri.TrimEnd('/');

    public string Name => $"nginx at {url.Authority}";

    public IEnumerable<PurgeCall> Calls(IReadOnlyList<PurgeRequest> purges) =>
        purges.Where(purgeRequest => purgeRequest.Path is not null).SelectMany(
            purgeRequest => media.AllRooted(purgeRequest.Path!), (purgeRequest, path) => PurgeCall.Of([purgeRequest], new HttpRequestMessage(PurgeMethod.Purge, root + path)));

    // 404: it held nothing.
    public ValueTask<bool> ConfirmsAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        new(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound);
}
