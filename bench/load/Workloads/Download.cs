using Parhelion.BenchReport.Figures;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Workloads;

/// <summary>One file over and over: all of it, 64 KB in the middle, or the question whether it has changed.</summary>
internal sealed class Download(string name, int size, DownloadKind kind)
    : Workload(Groups.Get, name, kind switch { DownloadKind.Whole => size, DownloadKind.Range => Sizes.Medium, _ => 0 })
{
    public override async Task<Run?> PrepareAsync(Stand stand)
    {
        var peer = stand.Peer;
        if (await stand.Library.PathsAsync(peer, size, 1) is not { } paths) return null;
        var url = $"http://127.0.0.1:{peer.Port}{paths[0]}";
        var whole = await Probe.GetAsync(url);
        if (whole.Status != 200 || whole.Length != size) return null;
        var header = kind switch
        {
            DownloadKind.Range => $"Range: bytes={size / 2}-{(size / 2) + Sizes.Medium - 1}",
            DownloadKind.Condition => whole.Condition,
            _ => null,
        };
        if (!await IsRightAsync(url, header)) return null;
        return new Run(
            () => Task.FromResult(Wrk.Run(url, header, Bytes, stand.Seconds)),
            async () =>
            {
                if (!await IsRightAsync(url, header)) throw new InvalidOperationException("the answer after the run is wrong");
            });
    }

    private async Task<bool> IsRightAsync(string url, string? header)
    {
        var answer = await Probe.GetAsync(url, header);
        return answer.Length == Bytes && answer.Status == kind switch { DownloadKind.Whole => 200, DownloadKind.Range => 206, _ => 304 };
    }
}
