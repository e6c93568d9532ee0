using System.Net.Sockets;

namespace Parhelion.Server.Addressing;

/// <summary>Identifies clients, so that each gets its share of a limited resource. A client is an IPv4 address or an IPv6 network (/64),
/// because whoever has one IPv6 address has 2^64 of them.</summary>
internal sealed class ClientIdentity(TrustedProxies trusted)
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
