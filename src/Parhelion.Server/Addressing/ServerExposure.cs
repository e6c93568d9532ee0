using System.Net;

namespace Parhelion.Server.Addressing;

/// <summary>
/// Determines whether only this machine can reach the server. Also determines whether a request comes directly from a program on this machine.
/// </summary>
/// <remarks>A server that no other machine can reach needs less protection. For example, its rate limits are off by default.</remarks>
internal sealed class ServerExposure(ServerUrlSettings settings, PublicBaseUrls addresses, ProxyDetection proxies, IHostApplicationLifetime lifetime)
{
    private bool? isLoopbackOnly;

    /// <summary>Whether the server listens on TCP loopback addresses only, has no public URL, and has seen no request through a proxy.</summary>
    public bool IsThisMachineOnly => settings.Media is null && !proxies.IsSeen && IsLoopbackOnly;

    /// <summary>Whether a program of this machine has sent a request itself. A proxy on this machine passes on the requests of others, so this is false if the request
    /// has a forwarded header or names another host than this machine, and always if there is a public URL.</summary>
    public bool IsFromThisMachine(HttpContext http) =>
        settings.Media is null && http.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer) && ForwardedHop.NameIn(http.Request.Headers) is null &&
        Uri.TryCreate($"http://{http.Request.Host.Value}", UriKind.Absolute, out var url) && url.IsLoopback;

    // The addresses are complete only after the start, and finding them out allocates.
    private bool IsLoopbackOnly
    {
        get
        {
            if (isLoopbackOnly is { } known) return known;
            var found = addresses.IsLoopbackOnly;
            if (lifetime.ApplicationStarted.IsCancellationRequested) isLoopbackOnly = found;
            return found;
        }
    }
}
