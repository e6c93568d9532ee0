using Parhelion.BenchReport.Figures;
using Parhelion.Load.Peers;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Workloads;

/// <summary>Files of 4 KB are deleted, one in each request, until none is left or the time is over. Parhelion has them out of reach and on record when it
/// answers, and erases the bytes right behind.</summary>
internal sealed class Deletion(string group, string name, int count) : Workload(group, name, 0)
{
    private const int Connections = 16;

    public override async Task<Run?> PrepareAsync(Stand stand)
    {
        var peer = stand.Peer;
        if (await peer.DeletionsAsync(Sizes.Small, count) is not { } requests) return null;
        PeerProcess.Ask("sync");
        return new Run(
            () => HttpLoad.RunAsync(peer.Port, requests, Connections, TimeSpan.FromSeconds(stand.Seconds)),
            () => Task.CompletedTask);
    }
}
