using System.Net.Sockets;

namespace Parhelion.Server.Addressing;

/// <summary>Returns the identity of a client, so that limits can apply to each client. The identity is the IPv4 address, or the network (/64) of the IPv6
/// address, because one IPv6 client usually has 2^64 addresses.</summary>
internal sealed class ClientPartitionResolver(TrustedProxies trusted)
{
    private const int NetworkBytes = 8;

    /// <summary>Returns the identity of the client that sent a request.</summary>
    public string NameOf(HttpContext http)
    {
        if (trusted.Follow(http).For is not { } address) return TrustedProxies.UnixSocket;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)) : address.ToString();
    }
}
