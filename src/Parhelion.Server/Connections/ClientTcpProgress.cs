using System.Buffers.Binary;
using System.Net.Sockets;

namespace Parhelion.Server.Connections;

/// <summary>
/// Measures how long a client has sent nothing over its connection. Also measures how long the client has read nothing of waiting responses. A byte counts as
/// read when the client has acknowledged the byte over TCP. Works on Linux only.
/// </summary>
/// <remarks>Bytes that this process has written do not count as read, because megabytes of them may wait in the kernel for a slow client.</remarks>
/// <param name="socket">The socket, or <c>null</c> when the connection has none.</param>
internal sealed class ClientTcpProgress(Socket? socket)
{
    private const int Tcp = 6; // IPPROTO_TCP
    private const int TcpInfo = 11; // TCP_INFO; Linux 4.6 and later have all fields below
    private const int LastReceivedAt = 52; // tcpi_last_data_recv, milliseconds ago, 32 bits
    private const int UnacknowledgedAt = 24; // tcpi_unacked, packets, 32 bits
    private const int AcknowledgedAt = 120; // tcpi_bytes_acked, 64 bits
    private const int NotSentAt = 144; // tcpi_notsent_bytes, 32 bits
    private const int InfoBytes = 148;

    private ulong taken;
    private long since;

    /// <summary>Returns how long bytes have waited for the client while it acknowledged none; zero when no bytes wait. The time counts from the first call
    /// that saw no progress.</summary>
    public TimeSpan Stalled(TimeProvider clock)
    {
        Span<byte> info = stackalloc byte[InfoBytes];
        if (!TryGetInfo(info)) return TimeSpan.Zero;
        var now = clock.GetTimestamp();
        var acknowledged = BinaryPrimitives.ReadUInt64LittleEndian(info[AcknowledgedAt..]);
        var isWaiting = BinaryPrimitives.ReadUInt32LittleEndian(info[UnacknowledgedAt..]) > 0 || BinaryPrimitives.ReadUInt32LittleEndian(info[NotSentAt..]) > 0;
        if (!isWaiting || acknowledged != taken || since == 0) (taken, since) = (acknowledged, now);
        return clock.GetElapsedTime(since, now);
    }

    /// <summary>Returns how long ago the client last sent data; <c>null</c> where that is not known.</summary>
    public TimeSpan? Silent()
    {
        Span<byte> info = stackalloc byte[InfoBytes];
        return TryGetInfo(info) ? TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32LittleEndian(info[LastReceivedAt..])) : null;
    }

    private bool TryGetInfo(Span<byte> info)
    {
        if (socket is null || socket.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)) return false;
        try
        {
            return socket.GetRawSocketOption(Tcp, TcpInfo, info) == InfoBytes;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
