using Parhelion.Load.Peers;

namespace Parhelion.Load.Workloads;

/// <summary>The files that are read, stored once for each size and number, and where each server has them.</summary>
internal sealed class Library(ParhelionPeer parhelion)
{
    private readonly Dictionary<(int Size, int Count), Corpus> corpora = [];
    private readonly Dictionary<(string Peer, int Size, int Count), IReadOnlyList<string>?> paths = [];

    /// <summary>Paths of so many files at a peer; <c>null</c> when it cannot have that many.</summary>
    public async Task<IReadOnlyList<string>?> PathsAsync(Peer peer, int size, int count)
    {
        if (!corpora.TryGetValue((size, count), out var corpus)) corpora[(size, count)] = corpus = await parhelion.StoreAsync(size, count);
        if (!paths.TryGetValue((peer.Name, size, count), out var known)) paths[(peer.Name, size, count)] = known = await peer.ServeAsync(corpus);
        return known;
    }
}
