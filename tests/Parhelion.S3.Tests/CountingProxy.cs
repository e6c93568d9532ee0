using System.Net;
using System.Net.Sockets;

namespace Parhelion.S3.Tests;

/// <summary>Stands between client and store and counts connections.</summary>
internal sealed class CountingProxy(Uri store) : StoreProxy(store)
{
    private int now;

    /// <summary>Connections at this moment.</summary>
    public int Now => Volatile.Read(ref now);

    protected override async Task ServeAsync(NetworkStream client)
    {
        Interlocked.Increment(ref now);
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(IPAddress.Loopback, Store.Port, Stop);
            var stream = connection.GetStream();
            await Task.WhenAny(client.CopyToAsync(stream, Stop), stream.CopyToAsync(client, Stop));
        }
        finally
        {
            Interlocked.Decrement(ref now);
        }
    }
}
