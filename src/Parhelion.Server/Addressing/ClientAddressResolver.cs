using System.Net;
using System.Net.Sockets;

namespace Parhelion.Server.Addressing;

/// <summary>Identifies the client of a request by IP address, so that limits can count each client separately. An IPv6 client is identified by the /64 network of
/// the address, because one client usually has 2^64 addresses.</summary>
internal sealed class ClientAddressResolver(TrustedProxies trusted)
{
    private const int NetworkBytes = 8;

    /// <summary>Returns the identity of the client that sent a request.</summary>
    public string NameOf(HttpContext http)
    {
        return trusted.Follow(http).For is { } address ? NameOf(address) : TrustedProxies.UnixSocket;
    }

    /// <summary>Returns the identity of the client that sent a request; <c>null</c> if the server does not know its address. Then the request came over a Unix
    /// socket, or through a proxy on this machine that is not in <c>Proxy:Trusted</c>, and all clients would have the same identity.</summary>
    public string? KnownNameOf(HttpContext http)
    {
        if (trusted.Follow(http).For is not { } address) return null;
        var isHidden = IPAddress.IsLoopback(address) && ForwardedHop.NameIn(http.Request.Headers) is not null && !trusted.Contains(address);
        return isHidden ? null : NameOf(address);
    }

    private static string NameOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)) : address.ToString();
    }
}
