using System.Net;

namespace Parhelion.Server.Addressing;

/// <summary>
/// Detects a proxy in front of the server by the forwarded headers of requests. Logs one warning if the proxy is not trusted, because the operator must then
/// configure the proxy.
/// </summary>
/// <remarks>The class logs the warning at the first untrusted request with a forwarded header. Later requests cause no warning.</remarks>
internal sealed class ProxyDetection(ServerUrlSettings settings, ILogger<ProxyDetection> log)
{
    private int isSeen;
    private int isLogged;

    /// <summary>Whether any request had a forwarded header, trusted or not.</summary>
    public bool IsSeen => Volatile.Read(ref isSeen) != 0;

    /// <summary>Records that a request had a forwarded header. Logs the first one that did not come from a trusted proxy.</summary>
    public void Note(string header, bool isTrusted, IPAddress? peer)
    {
        if (!IsSeen) Volatile.Write(ref isSeen, 1);
        if (isTrusted || MarkLogged()) return;
        var from = peer?.ToString() ?? TrustedProxies.UnixSocket;
        if (settings.PublicBaseUrl is null) log.ProxyWithoutPublicUrl(header, from);
        else log.ProxyNotTrusted(header, from);
    }

    private bool MarkLogged() => Volatile.Read(ref isLogged) != 0 || Interlocked.Exchange(ref isLogged, 1) != 0;
}
