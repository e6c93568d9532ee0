using Parhelion.Core.Blobs;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Purging;

/// <summary>Purges deleted attachments from all configured caches in parallel. The requests follow no redirects and use no proxy.</summary>
internal sealed class CachePurger : ICachePurger, IDisposable
{
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = 64,
        MaxConnectionsPerServer = PurgeTargetClient.Parallelism,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    private readonly PurgeTargetClient[] lines;

    public CachePurger(CachePurgeSettings settings, ServerUrlSettings addresses, PurgeMetrics metrics, TimeProvider clock, ILogger<CachePurger> log)
    {
        // CachePurgeSettings.Read refuses a purge target without a public or media base URL.
        var media = new MediaUrls(addresses.Media!, addresses.MediaBaseUrlAliases);
        lines = [.. settings.Targets.Select((target, index) => new PurgeTargetClient(Make(target, media), http, (confirmed, unconfirmed) => metrics.Purged(index, confirmed, unconfirmed), clock, log))];
    }

    public bool Any => lines.Length > 0;

    public async Task<IReadOnlyList<BlobRemovalFailure>> PurgeAsync(IReadOnlyList<PurgeRequest> purges, bool isRetry, CancellationToken cancellationToken)
    {
        var faults = await Task.WhenAll(lines.Select(line => line.SendAllAsync(purges, isRetry, cancellationToken)));
        await ThreadPoolDispatch.SwitchAsync();
        return [.. faults.SelectMany(some => some)];
    }

    public void Dispose() => http.Dispose();

    private static IPurgeTarget Make(PurgeTargetSettings target, MediaUrls media) => target.Kind switch
    {
        PurgeableCacheKind.Varnish => new VarnishPurgeTarget(target.Url),
        PurgeableCacheKind.Nginx => new NginxPurgeTarget(target.Url, media),
        PurgeableCacheKind.Fastly => new FastlyPurgeTarget(target.Url, target.Service!, target.Token!),
        PurgeableCacheKind.Cloudflare => new CloudflarePurgeTarget(target.Url, target.Zone!, target.Token!, target.By, media),
        _ => new HookPurgeTarget(target.Url, target.Token, media),
    };
}
