using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parhelion.Core.Scanning;

/// <summary>
/// The address of clamd, the daemon of the malware scanner ClamAV. The address is a TCP port (<c>tcp://127.0.0.1:3310</c>) or a Unix socket
/// (<c>unix:/run/clamav/clamd.ctl</c>).
/// </summary>
public sealed class ClamdAddress
{
    private const string UnixScheme = "unix:";

    // The system has room for so many bytes.
    private const int LongestPath = 107;

    private readonly EndPoint endpoint;

    private ClamdAddress(EndPoint endpoint) => this.endpoint = endpoint;

    /// <summary>Parses an address.</summary>
    /// <returns>False if the text is no address.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ClamdAddress? address)
    {
        address = null;
        if (text?.StartsWith(UnixScheme, StringComparison.Ordinal) == true)
        {
            var path = text[UnixScheme.Length..];
            if (path is ['/', _, ..] && Encoding.UTF8.GetByteCount(path) <= LongestPath) address = new ClamdAddress(new UnixDomainSocketEndPoint(path));
        }
        else if (Uri.TryCreate(text, UriKind.Absolute, out var url) && IsTcp(url))
        {
            address = new ClamdAddress(new DnsEndPoint(url.DnsSafeHost, url.Port));
        }

        return address is not null;
    }

    private static bool IsTcp(Uri url) => url is { Scheme: "tcp", Port: > 0, PathAndQuery: "" or "/", UserInfo: "", Fragment: "", Host.Length: > 0 };

    /// <summary>Opens a connection.</summary>
    /// <exception cref="IOException">Nobody listens there.</exception>
    internal async ValueTask<NetworkStream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"clamd cannot be reached: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
