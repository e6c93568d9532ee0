namespace Parhelion.Server.Connections;

/// <summary>Limits how many requests are processed at once, for all clients together and for each client. At a limit, <see cref="TryEnter"/> returns false, and
/// the caller must refuse the request.</summary>
/// <param name="most">The most requests of all clients together. One client may have a quarter of them, or 16 if that is more.</param>
internal sealed class ConcurrentRequestLimiter(int most)
{
    // Not the partitioned rate limiter of .NET: its timer must be disposed, and nobody disposes middleware.

    // A browser asks for the pictures of a page at once.
    private const int MinPerClient = 16;

    private readonly int mostOfClient = Math.Max(most / 4, MinPerClient);
    private readonly Dictionary<string, int> ofClients = new(StringComparer.Ordinal);
    private int all;

    /// <summary>Counts a request that begins. Returns false, and counts nothing, if the limit is reached.</summary>
    public bool TryEnter(string client)
    {
        lock (ofClients)
        {
            var own = ofClients.GetValueOrDefault(client);
            if (all >= most || own >= mostOfClient) return false;
            all++;
            ofClients[client] = own + 1;
            return true;
        }
    }

    /// <summary>Removes a request that has ended from the count.</summary>
    public void Leave(string client)
    {
        lock (ofClients)
        {
            all--;
            if (--ofClients[client] == 0) ofClients.Remove(client);
        }
    }
}
