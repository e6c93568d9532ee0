namespace Parhelion.Server.Connections;

/// <summary>Counts requests that are processed at once, for all clients together and for each client. A partitioned rate limiter of .NET would keep a timer, and
/// nobody disposes middleware.</summary>
/// <param name="most">Most requests of all clients. One client gets a quarter of them, or 16 if that is more.</param>
internal sealed class RequestShare(int most)
{
    // A browser asks for the pictures of a page at once.
    private const int MinPerClient = 16;

    private readonly int mostOfClient = Math.Max(most / 4, MinPerClient);
    private readonly Dictionary<string, int> ofClients = new(StringComparer.Ordinal);
    private int all;

    /// <summary>Counts a request; false when there are too many already.</summary>
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

    /// <summary>Ends the count of a request that has entered.</summary>
    public void Leave(string client)
    {
        lock (ofClients)
        {
            all--;
            if (--ofClients[client] == 0) ofClients.Remove(client);
        }
    }
}
