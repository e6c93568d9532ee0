using System.Net;
using System.Net.Sockets;

namespace Parhelion.Core.Webhooks;

/// <summary>
/// Decides whether an address is on the public internet. Webhooks may call any other address only if <c>PrivateAddressPolicy</c> allows it. Otherwise an app
/// could make the server call hosts that only the server can reach.
/// </summary>
public static class PublicAddressRules
{
    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("3fff::/20"),
    ];

    // The only IPv6 addresses that are routed on the public internet. Loopback, link-local, unique local, site-local and multicast addresses are
    // outside of it. So are the forms that hide an IPv4 address, such as ::ffff:0:10.0.0.1 (RFC 2765) and ::10.0.0.1.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    // Addresses that contain an IPv4 address in their last or middle bytes (RFC 6052, RFC 3056). The IPv4 address decides.
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Whether an address is on the public internet (IANA special-purpose address registries).</summary>
    public static bool IsPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var bytes = address.GetAddressBytes();
        if (address.IsIPv4MappedToIPv6) return IsPublic(address.MapToIPv4());
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            if (Translated.Contains(address)) return IsPublic(new IPAddress(bytes.AsSpan(12)));
            if (SixToFour.Contains(address)) return IsPublic(new IPAddress(bytes.AsSpan(2, 4)));
            if (!GlobalUnicast.Contains(address)) return false;
        }

        return !NotPublic.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }

    /// <summary>Whether the host of a URL is a literal address that is not public, <c>localhost</c>, or no valid name. Another name is checked when
    /// it is resolved.</summary>
    public static bool NamesPrivateAddress(Uri target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6) return !IsPublic(IPAddress.Parse(target.DnsSafeHost));
        // A host that is not a valid name cannot be resolved and is not called.
        return UrlHostName.Of(target) is not { } name || name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
