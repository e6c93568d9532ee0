using System.Net;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Addressing;

/// <summary>The proxies whose forwarded headers the server uses (setting <c>Proxy:Trusted</c>). Default: none.</summary>
public sealed class TrustedProxies
{
    /// <summary>The value of the setting that stands for all peers on a Unix socket, which have no address.</summary>
    public const string UnixSocket = "unix";

    private const string Name = "Proxy:Trusted";

    private readonly IPNetwork[] networks;
    private readonly bool hasUnixSocket;

    private TrustedProxies(IPNetwork[] networks, bool hasUnixSocket) => (this.networks, this.hasUnixSocket) = (networks, hasUnixSocket);

    /// <summary>Whether no proxy is trusted.</summary>
    public bool IsEmpty => networks.Length == 0 && !hasUnixSocket;

    /// <summary>Whether a peer is a trusted proxy.</summary>
    /// <param name="peer">The address of the peer; <c>null</c> for a peer on a Unix socket.</param>
    public bool Contains(IPAddress? peer)
    {
        if (peer is null) return hasUnixSocket;
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return Array.Exists(networks, network => network.Contains(address));
    }

    /// <summary>Follows the forwarded headers of a request through all trusted proxies and returns the outermost hop. Without a trusted proxy, or without
    /// such headers, the hop has only the address of the peer.</summary>
    internal ForwardedHop Follow(HttpContext http)
    {
        var outermost = new ForwardedHop(http.Connection.RemoteIpAddress, null, null);
        if (ForwardedHop.NameIn(http.Request.Headers) is null || !Contains(outermost.For)) return outermost;
        foreach (var hop in ForwardedHop.Read(http.Request.Headers))
        {
            outermost = hop with { For = hop.For ?? outermost.For };
            // This client may have forged the items further to the left, unless it is a trusted proxy itself.
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
