using System.Net;
using System.Net.Sockets;

namespace Parhelion.Server.Configuration;

/// <summary>An address that the server is configured to listen on.</summary>
/// <param name="Setting">Name of the setting that gives the address.</param>
/// <param name="Text">The address as configured.</param>
internal sealed record ListenAddress(string Setting, string Text)
{
    // Size of the path buffer of the kernel in bytes, including the terminating zero.
    private const int UnixPathBytes = 108;

    /// <summary>Whether the host accepts the address. A host name is valid and means all addresses of the machine; digits and dots alone are no name.</summary>
    public bool IsValid
    {
        get
        {
            if (!Text.Contains("://", StringComparison.Ordinal) || !TryParse(out var address) || address.Scheme is not ("http" or "https")) return false;
            if (address.IsUnixPipe) return address.UnixPipePath.Length > 1 && System.Text.Encoding.UTF8.GetByteCount(address.UnixPipePath) < UnixPathBytes;
            if (address.IsNamedPipe || address.PathBase.Length > 0 || address.Port is < 0 or > IPEndPoint.MaxPort) return false;
            return address.Host is "*" or "+" || IPAddress.TryParse(address.Host, out _) || (Uri.CheckHostName(address.Host) == UriHostNameType.Dns && !IsNumeric(address.Host));
        }
    }

    /// <summary>Whether clients on other machines may reach the address: true for Unix sockets and for everything else but loopback. The server then cannot
    /// know which URL clients use.</summary>
    public bool IsOpen => !TryParse(out var address) || address.IsUnixPipe || !(address.Host == "localhost" || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)));

    /// <summary>Whether clients speak TLS here.</summary>
    public bool IsTls => TryParse(out var address) && address.Scheme == "https";

    /// <summary>Where a program on this machine reaches the address. All addresses of the machine, and host names, become 127.0.0.1. <c>null</c> if nobody but
    /// the running server knows the port (0), or if the address cannot be parsed.</summary>
    public EndPoint? LocalEndPoint
    {
        get
        {
            if (!TryParse(out var address)) return null;
            if (address.IsUnixPipe) return new UnixDomainSocketEndPoint(address.UnixPipePath);
            if (address.Port == 0) return null;
            var isOne = IPAddress.TryParse(address.Host, out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any);
            return new IPEndPoint(isOne ? ip! : IPAddress.Loopback, address.Port);
        }
    }

    /// <summary>Binds a socket to the address for a moment, in the same way as the host will. The socket does not listen, so no client can connect to it.
    /// <c>localhost</c> means both loopback addresses. Any other name means all addresses of the machine.</summary>
    /// <returns>The error; <c>null</c> if there is none, or if the address cannot be parsed.</returns>
    public SocketError? Probe()
    {
        if (!TryParse(out var address)) return null;
        if (address.IsUnixPipe) return ProbeFile(address.UnixPipePath);
        if (IPAddress.TryParse(address.Host, out var ip)) return Probe(ip, address.Port);
        // The host accepts that the machine lacks IPv4 or IPv6, as long as it has the other.
        var (first, second) = address.Host == "localhost" ? (IPAddress.Loopback, IPAddress.IPv6Loopback) : (IPAddress.IPv6Any, IPAddress.Any);
        var fault = Probe(first, address.Port);
        if (fault == SocketError.AddressAlreadyInUse) return fault;
        if (fault is null && second.Equals(IPAddress.Any)) return null;
        var other = Probe(second, address.Port);
        return other == SocketError.AddressAlreadyInUse || fault is not null ? other : null;
    }

    private static SocketError? Probe(IPAddress ip, int port)
    {
        try
        {
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // The wildcard address covers both IPv6 and IPv4.
            if (ip.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(new IPEndPoint(ip, port));
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static SocketError? ProbeFile(string path)
    {
        if (Path.Exists(path)) return SocketError.AddressAlreadyInUse;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            // Disposing the socket deletes the file that Bind creates.
            socket.Bind(new UnixDomainSocketEndPoint(path));
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static bool IsNumeric(string host) => host.All(character => char.IsAsciiDigit(character) || character == '.');

    private bool TryParse([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out BindingAddress? address)
    {
        try
        {
            address = BindingAddress.Parse(Text);
            return true;
        }
        catch (FormatException)
        {
            address = null;
            return false;
        }
    }
}
