using System.Net.Sockets;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Media;

/// <summary>Tells readers of media apart, where each has a share of something: by the address of the client, and of IPv6 by its network, because who has
/// one address there has 2^64 of them.</summary>
internal sealed class MediaClientIdentity(TrustedProxies trusted)
{
    private const int NetworkBytes = 8;

    /// <summary>Who has sent a request.</summary>
    public string NameOf(HttpContext http)
    {
        if (trusted.Follow(http).For is not { } address) return TrustedProxies.UnixSocket;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)) : address.ToString();
    }
}
