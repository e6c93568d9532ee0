using System.Net;

namespace Parhelion.Server.Addressing;

/// <summary>Remembers that a proxy stands in front, and tells the operator once when that needs a setting.</summary>
internal sealed class ProxyDetection(AddressSettings settings, ILogger<ProxyDetection> log)
{
    private int isSeen;
    private int isTold;

    /// <summary>Whether a request with a header of a proxy has come, from whomever.</summary>
    public bool IsSeen => Volatile.Read(ref isSeen) != 0;

    /// <summary>Notes a header of a proxy.</summary>
    public void Note(string header, bool isTrusted, IPAddress? peer)
    {
        if (!IsSeen) Volatile.Write(ref isSeen, 1);
        if (isTrusted || IsTold()) return;
        var from = peer?.ToString() ?? TrustedProxies.UnixSocket;
        if (settings.PublicBaseUrl is null) log.ProxyWithoutPublicUrl(header, from);
        else log.ProxyNotTrusted(header, from);
    }

    private bool IsTold() => Volatile.Read(ref isTold) != 0 || Interlocked.Exchange(ref isTold, 1) != 0;
}
