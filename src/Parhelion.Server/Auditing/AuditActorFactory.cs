using System.Net;
using System.Net.Sockets;
using Parhelion.Core.Auditing;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Auditing;

/// <summary>Creates the <see cref="AuditActor"/> of an audit entry. The actor says who did something, on which node, and from which client address.
/// <see cref="AuditSettings"/> say how much of the address is recorded.</summary>
internal sealed class AuditActorFactory(AuditSettings settings, TrustedProxies trusted)
{
    private const int ShortIPv4 = 24;
    private const int ShortIPv6 = 48;

    /// <summary>The actor of what the server does by itself.</summary>
    public AuditActor Server { get; } = new(settings.Node, AuditActor.Server);

    /// <summary>The actor of what a command of the server does.</summary>
    public AuditActor Command { get; } = new(settings.Node, AuditActor.Command);

    /// <summary>Returns the actor of a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="keyId">Id of the key of the caller, or of the key that signed the caller's token or link.</param>
    /// <param name="scope">Scope of that key.</param>
    public AuditActor Of(HttpContext http, string keyId, string scope) => new(settings.Node, keyId, scope, http.TraceIdentifier, AddressOf(http));

    private string? AddressOf(HttpContext http)
    {
        if (settings.Addresses == AuditAddressPrecision.None || trusted.Follow(http).For is not { } address) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (settings.Addresses == AuditAddressPrecision.Full) return address.ToString();
        return NetworkOf(address, address.AddressFamily == AddressFamily.InterNetworkV6 ? ShortIPv6 : ShortIPv4);
    }

    private static string NetworkOf(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return $"{new IPAddress(bytes)}/{bits}";
    }
}
