using System.Net;
using System.Net.Sockets;

namespace Parhelion.S3.Tests;

/// <summary>Stands between client and store and counts connections.</summary>
internal sealed class CountingProxy(Uri store) : StoreProxy(store)
{
    private int now;
    private int most;

    /// <summary>Connections at this moment.</summary>
    public int Now => Volatile.Read(ref now);

    /// <summary>The most that there were at once.</summary>
    public int Most => Volatile.Read(ref most);

    protected override async Task ServeAsync(NetworkStream client)
    {
        var count = Interlocked.Increment(ref now);
        for (var seen = Most; seen < count; seen = Most) Interlocked.CompareExchange(ref most, count, seen);
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
