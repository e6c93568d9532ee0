using System.Net;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Addressing;

/// <summary>The proxies whose forwarded headers count: setting <c>Proxy:Trusted</c>. Default: none.</summary>
public sealed class TrustedProxies
{
    /// <summary>The word for whoever connects through a Unix socket, which has no address.</summary>
    public const string UnixSocket = "unix";

    private const string Name = "Proxy:Trusted";

    private readonly IPNetwork[] networks;
    private readonly bool hasUnixSocket;

    private TrustedProxies(IPNetwork[] networks, bool hasUnixSocket) => (this.networks, this.hasUnixSocket) = (networks, hasUnixSocket);

    /// <summary>Whether nobody is trusted.</summary>
    public bool IsEmpty => networks.Length == 0 && !hasUnixSocket;

    /// <summary>Whether a peer is one of them.</summary>
    /// <param name="peer">Its address; <c>null</c> for a peer on a Unix socket.</param>
    public bool Contains(IPAddress? peer)
    {
        if (peer is null) return hasUnixSocket;
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return Array.Exists(networks, network => network.Contains(address));
    }

    /// <summary>What the trusted proxies in front say of a request: who has sent it, and for which URL. When there are none, or they say nothing, who has sent
    /// it is the peer.</summary>
    internal ForwardedHop Follow(HttpContext http)
    {
        var outermost = new ForwardedHop(http.Connection.RemoteIpAddress, null, null);
        if (ForwardedHop.NameIn(http.Request.Headers) is null || !Contains(outermost.For)) return outermost;
        foreach (var hop in ForwardedHop.Read(http.Request.Headers))
        {
            outermost = hop with { For = hop.For ?? outermost.For };
            // What stands further to the left was written by this client, unless it is a proxy of ours as well.
            if (hop.For is not { } client || !Contains(client)) break;
        }

        return outermost;
    }

    internal static TrustedProxies Read(SettingsReader reader)
    {
        var known = new List<IPNetwork>();
        var hasUnix = false;
        foreach (var item in reader.List(Name, []))
        {
            if (item.Equals(UnixSocket, StringComparison.OrdinalIgnoreCase)) hasUnix = true;
            else if (IPNetwork.TryParse(item, out var network)) known.Add(network);
            else if (IPAddress.TryParse(item, out var address)) known.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else reader.Add($"Parhelion:{Name} is '{item}'; it must be a list of addresses (10.0.0.5), networks (10.0.0.0/8) or the word {UnixSocket}.");
        }

        return new TrustedProxies([.. known], hasUnix);
    }
}
