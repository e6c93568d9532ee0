using System.Net.Sockets;
using Parhelion.Core.Blobs;
using Parhelion.Load.Report;
using Parhelion.Load.Workloads;

namespace Parhelion.Load.Peers;

/// <summary>The servers that are measured in turn, all started, and the files that they serve.</summary>
internal sealed class Team : IAsyncDisposable
{
    private readonly List<Peer> members = [];

    private Team(ParhelionPeer parhelion)
    {
        Parhelion = parhelion;
        Library = new Library(parhelion);
        members.Add(parhelion);
    }

    public IReadOnlyList<Peer> Members => members;

    /// <summary>The first of the members.</summary>
    public ParhelionPeer Parhelion { get; }

    public Library Library { get; }

    /// <summary>Starts Parhelion, and beside it those peers that are installed and wanted.</summary>
    public static Task<Team> StartAsync(string directory, Durability durability, Func<string, bool> wants, Results results)
    {
        var parhelion = new ParhelionPeer(durability, ParhelionPeer.NoPictures);
        Peer[] peers = [new NginxPeer(parhelion), new UsualPeer(parhelion), new ProsodyPeer(), new EjabberdPeer(), new TusPeer()];
        return StartAsync(parhelion, peers.Where(peer => wants(peer.Name)), directory, results);
    }

    /// <summary>Starts Parhelion, and beside it those peers that are installed.</summary>
    public static async Task<Team> StartAsync(ParhelionPeer parhelion, IEnumerable<Peer> peers, string directory, Results results)
    {
        if (parhelion.Missing is { } missing) throw new InvalidOperationException(missing);
        if (await TryStartAsync(parhelion, directory) is { } reason)
        {
            await parhelion.DisposeAsync();
            throw new InvalidOperationException(reason);
        }

        results.Introduce(parhelion);
        var team = new Team(parhelion);
        foreach (var peer in peers) await team.AddAsync(peer, directory, results);
        return team;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in members) await member.DisposeAsync();
    }

    private async Task AddAsync(Peer peer, string directory, Results results)
    {
        var reason = peer.Missing ?? await TryStartAsync(peer, directory);
        if (reason is not null)
        {
            results.Remark($"{peer.Name} is left out: {reason}");
            await peer.DisposeAsync();
            return;
        }

        results.Introduce(peer);
        members.Add(peer);
    }

    private static async Task<string?> TryStartAsync(Peer peer, string directory)
    {
        try
        {
            await peer.StartAsync(directory);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or SocketException)
        {
            return e.Message;
        }
    }
}
