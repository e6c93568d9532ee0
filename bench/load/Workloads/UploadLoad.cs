using Parhelion.BenchReport.Figures;
using Parhelion.Load.Peers;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Workloads;

/// <summary>New files of one size.</summary>
internal sealed class UploadLoad(string group, int size, int connections) : Workload(group, NameOf(group, size, connections), size)
{
    // What servers that grant slots are first expected to manage in a second; afterwards it is what they have.
    private const double FirstRate = 1500;
    private const double FirstBytes = 400e6;

    private readonly Dictionary<string, double> rates = new(StringComparer.Ordinal);

    public int Connections => connections;

    private static string NameOf(string group, int size, int connections) => group switch
    {
        Groups.UploadFull => WorkloadNames.FlushedUpload(size, connections),
        Groups.SharedStore => WorkloadNames.Shared(WorkloadNames.Upload(size, connections)),
        _ => WorkloadNames.Upload(size, connections),
    };

    public override async Task<Run?> PrepareAsync(Stand stand)
    {
        var peer = stand.Peer;
        var rate = rates.GetValueOrDefault(peer.Name, Math.Min(FirstRate, FirstBytes / Bytes));
        var count = peer.NeedsSlots ? (int)(1.3 * rate * stand.Seconds) + connections : int.MaxValue;
        var requests = await peer.UploadsAsync(Bytes, count);
        // What others have left to be written is not this one's business.
        PeerProcess.Ask("sync");
        var answered = 0d;
        return new Run(
            async () =>
            {
                var outcome = await HttpLoad.RunAsync(peer.Port, requests, connections, TimeSpan.FromSeconds(stand.Seconds));
                if (outcome.Requests > 0) rates[peer.Name] = outcome.Requests / outcome.Seconds;
                answered = outcome.Requests;
                return outcome;
            },
            () =>
            {
                var stored = peer.Clear(Bytes);
                return stored >= answered ? Task.CompletedTask : throw new InvalidOperationException($"{answered} uploads are answered and {stored} stored");
            });
    }
}
