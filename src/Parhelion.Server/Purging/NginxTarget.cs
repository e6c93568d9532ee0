using System.Net;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Purging;

/// <summary>nginx with its module cache_purge, as deploy/nginx/parhelion.conf sets it up: by URL, one at a time.</summary>
internal sealed class NginxTarget(Uri url, MediaUrls media) : IPurgeTarget
{
    private readonly string root = url.AbsoluteUri.TrimEnd('/');

    public string Name => $"nginx at {url.Authority}";

    public IEnumerable<PurgeCall> Calls(IReadOnlyList<Purge> purges) =>
        purges.Where(purge => purge.Path is not null).SelectMany(
            purge => media.AllRooted(purge.Path!), (purge, path) => PurgeCall.Of([purge], new HttpRequestMessage(PurgeMethod.Purge, root + path)));

    // 404: it held nothing.
    public ValueTask<bool> ConfirmsAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        new(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound);
}
