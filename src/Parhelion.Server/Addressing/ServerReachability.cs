namespace Parhelion.Server.Addressing;

/// <summary>Tells whether only programs on this machine can reach the server. If so, it needs less protection.</summary>
internal sealed class ServerReachability(ServerUrlSettings settings, ServerAddresses addresses, ProxyDetection proxies, IHostApplicationLifetime lifetime)
{
    private bool? isLoopbackOnly;

    /// <summary>Whether the server listens on TCP loopback addresses only, has no public URL, and has seen no request through a proxy.</summary>
    public bool IsThisMachineOnly => settings.Media is null && !proxies.IsSeen && IsLoopbackOnly;

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
