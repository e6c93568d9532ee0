using Parhelion.BenchReport.Figures;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Workloads;

/// <summary>Very many files, each as likely as any other: more than fit into any cache but the kernel's.</summary>
internal sealed class RandomDownload(string group, int size, int count, string directory) : Workload(group, NameOf(group, size, count), size)
{
    private static string NameOf(string group, int size, int count)
    {
        var name = WorkloadNames.RandomGet(size, count);
        return group == Groups.SharedStore ? WorkloadNames.Shared(name) : name;
    }

    public override async Task<Run?> PrepareAsync(Stand stand)
    {
        var peer = stand.Peer;
        if (await stand.Library.PathsAsync(peer, Bytes, count) is not { } paths) return null;
        var list = Path.Combine(directory, $"{Group}-{peer.Name.Split(' ')[0]}-{Bytes}.txt");
        if (!File.Exists(list)) await File.WriteAllLinesAsync(list, paths);
        var origin = $"http://127.0.0.1:{peer.Port}";
        await CheckAsync();
        return new Run(() => Task.FromResult(Wrk.RunRandom(origin, list, stand.Round, Bytes, stand.Seconds)), CheckAsync);

        async Task CheckAsync()
        {
            var answer = await Probe.GetAsync(origin + paths[Random.Shared.Next(paths.Count)]);
            if (answer.Status != 200 || answer.Length != Bytes) throw new InvalidOperationException($"status {answer.Status} with {answer.Length} bytes");
        }
    }
}
