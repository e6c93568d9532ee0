using System.Text;
using Parhelion.BenchReport.Figures;
using Parhelion.Load.Peers;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Workloads;

/// <summary>Nine GETs of one of a thousand files to one upload, 4 KB each.</summary>
internal sealed class Mixed() : Workload(Groups.Change, "mixed 90/10 of 4 KB", Sizes.Small)
{
    private const int Connections = 32;
    private const int Every = 10;

    // Of those who grant slots: more than they manage.
    private const int SlotsPerSecond = 1000;

    public override async Task<Run?> PrepareAsync(Stand stand)
    {
        var peer = stand.Peer;
        if (await stand.Library.PathsAsync(peer, Sizes.Small, Corpus.Few) is not { } paths) return null;
        if ((await Probe.GetAsync($"http://127.0.0.1:{peer.Port}{paths[0]}")).Status != 200) return null;
        var gets = paths.Select(path => new Request(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{peer.Port}\r\n\r\n"), [], [], 200, Sizes.Small)).ToArray();
        var random = new Random(stand.Round);
        var uploads = await peer.UploadsAsync(Sizes.Small, peer.NeedsSlots ? SlotsPerSecond * stand.Seconds : int.MaxValue);
        var requests = new MixedRequests(new NumberedRequests(int.MaxValue, _ => gets[random.Next(gets.Length)]), uploads, Every);
        return new Run(
            () => HttpLoad.RunAsync(peer.Port, requests, Connections, TimeSpan.FromSeconds(stand.Seconds)),
            () => Task.CompletedTask);
    }
}
