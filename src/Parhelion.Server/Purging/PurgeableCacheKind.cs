namespace Parhelion.Server.Purging;

/// <summary>The kinds of caches that the server can purge.</summary>
public enum PurgeableCacheKind
{
    /// <summary>Varnish with the module xkey, as <c>deploy/varnish</c> has it.</summary>
    Varnish,

    /// <summary>nginx with the module cache_purge, as <c>deploy/nginx/parhelion.conf</c> has it.</summary>
    Nginx,

    /// <summary>A program of the operator that receives URLs and tags as JSON.</summary>
    Http,

    /// <summary>Fastly.</summary>
    Fastly,

    /// <summary>Cloudflare.</summary>
    Cloudflare,
}
