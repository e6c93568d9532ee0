using System.Globalization;
using System.Net.Sockets;
using Parhelion.BenchReport.Figures;
using Parhelion.BenchReport.Pages;
using Parhelion.Core.Blobs;
using Parhelion.Load.Limits;
using Parhelion.Load.Peers;
using Parhelion.Load.Report;
using Parhelion.Load.Workloads;

namespace Parhelion.Load;

/// <summary>The same workloads on Parhelion and on what else there is to keep files with, in turn, round after round: each round goes through them in the
/// other direction than the one before. Only one server is under load at a time.</summary>
internal sealed class PeerLoad(Options options, Results results, string directory)
{
    private const int ReadWarmUpSeconds = 3;

    // So long it takes until the last method is compiled that .NET compiles a second time, with its usual patience.
    private const int WriteWarmUpSeconds = 15;

    private static readonly UploadLoad WarmUp = new(Groups.Upload, Sizes.Small, 16);

    /// <summary>Measures what is wanted.</summary>
    public async Task RunAsync()
    {
        await TryAsync(Groups.Get, ReadAsync);
        await TryAsync(Groups.Upload, () => WriteAsync(Groups.Uploading(Groups.Upload), Durability.Os, options.WantsPeer));
        await TryAsync(Groups.UploadFull, () => WriteAsync(Groups.Uploading(Groups.UploadFull), Durability.Full, _ => false));
        await TryAsync(Groups.Change, () => WriteAsync(Groups.Changing(options), Durability.Os, options.WantsPeer));
        if (options.Wants(Groups.SharedStore, Groups.SharedStore)) await TryAsync(Groups.SharedStore, ShareAsync);
        await TryAsync(Groups.Api, AskAsync);
        if (options.Wants(Groups.Cascade, Groups.Cascade)) await TryAsync(Groups.Cascade, CascadeAsync);
        if (options.Wants(Groups.Limits, Groups.Limits)) await TryAsync(Groups.Limits, new LimitLoad(options, results, directory).RunAsync);
    }

    // An hour of figures is not lost to a server that falls over.
    private async Task TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (IsMishap(e))
        {
            results.Remark($"{what}: {e.Message}");
        }
    }

    private static bool IsMishap(Exception e) =>
        e is InvalidOperationException or IOException or SocketException or HttpRequestException or TimeoutException or OperationCanceledException;

    // Reading changes nothing: the servers stay for all rounds.
    private async Task ReadAsync()
    {
        var workloads = Wanted(Groups.Reading(options, directory));
        if (workloads.Count == 0) return;
        if (!CanRead()) return;
        await using var team = await Team.StartAsync(directory, Durability.Os, options.WantsPeer, results);
        Console.Error.WriteLine($"{team.Members.Count} servers are started.");
        foreach (var workload in workloads)
        {
            foreach (var peer in team.Members) await MeasureAsync(workload, new Stand(peer, team.Library, ReadWarmUpSeconds, 0));
        }

        for (var round = 1; round <= options.Rounds; round++) await RoundAsync(workloads, team, round);
    }

    // The servers differ only in what they do with PostgreSQL and S3.
    private async Task ShareAsync()
    {
        if (!CanRead()) return;
        if (SharedStore.Missing is { } missing)
        {
            results.Remark($"Nothing is kept in PostgreSQL and S3: {missing}");
            return;
        }

        List<Workload> workloads = [.. Groups.Sharing(options, directory)];
        using var store = SharedStore.Start(directory);
        var peers = new[] { new UsualS3Peer(store) }.Where(peer => options.WantsPeer(peer.Name));
        await using var team = await Team.StartAsync(new SharedParhelionPeer(store), peers, directory, results);
        foreach (var peer in team.Members)
        {
            await MeasureAsync(WarmUp, new Stand(peer, team.Library, WriteWarmUpSeconds, 0));
            foreach (var reading in workloads.OfType<RandomDownload>()) await MeasureAsync(reading, new Stand(peer, team.Library, ReadWarmUpSeconds, 0));
        }

        for (var round = 1; round <= options.Rounds; round++) await RoundAsync(workloads, team, round);
    }

    // The lists are the same in all rounds. The messages that are posted belong to no list that is read.
    private async Task AskAsync()
    {
        if (!WorkloadNames.OfApi.Any(name => options.Wants(Groups.Api, name)) || !CanRead()) return;
        await using var team = await Team.StartAsync(new ParhelionPeer(Durability.Os), [], directory, results);
        var workloads = Wanted(await Groups.AskingAsync(team));
        foreach (var workload in workloads)
        {
            var seconds = workload is MessagePosting ? WriteWarmUpSeconds : ReadWarmUpSeconds;
            await MeasureAsync(workload, new Stand(team.Parhelion, team.Library, seconds, 0));
        }

        for (var round = 1; round <= options.Rounds; round++) await RoundAsync(workloads, team, round);
    }

    private bool CanRead()
    {
        if (Sending.Wrk.Missing is not { } missing) return true;
        results.Remark($"Nothing is read: {missing}");
        return false;
    }

    // What a round has uploaded is taken away, and the servers stay: they are as warm as those that have run for a while.
    private async Task WriteAsync(IEnumerable<Workload> all, Durability durability, Func<string, bool> wants)
    {
        var workloads = Wanted(all);
        if (workloads.Count == 0) return;
        await using var team = await Team.StartAsync(directory, durability, wants, results);
        foreach (var peer in team.Members) await MeasureAsync(WarmUp, new Stand(peer, team.Library, WriteWarmUpSeconds, 0));
        for (var round = 1; round <= options.Rounds; round++) await RoundAsync(workloads, team, round);
    }

    private async Task RoundAsync(List<Workload> workloads, Team team, int round)
    {
        foreach (var workload in Turned(workloads, round))
        {
            foreach (var peer in Turned(team.Members, round)) await MeasureAsync(workload, new Stand(peer, team.Library, options.Seconds, round));
            if (workload is UploadLoad { Connections: 1 }) WriteFiles(workload, round);
        }
    }

    private async Task MeasureAsync(Workload workload, Stand stand)
    {
        var (peer, tree) = (stand.Peer, stand.Peer.Tree);
        try
        {
            if (await workload.PrepareAsync(stand) is not { } run) return;
            tree.ResetPeak();
            var before = tree.CpuSeconds();
            var outcome = await run.Go();
            var cpu = tree.CpuSeconds() - before;
            var peak = tree.Memory("VmHWM");
            await run.AfterAsync();
            if (outcome.Fault is { } fault) throw new InvalidOperationException(fault);
            if (stand.Round == 0) return;
            Add(new Measurement(
                workload.Group, workload.Name, workload.ServerOf(peer), workload.Bytes, outcome.Requests / outcome.Seconds, outcome.P50, outcome.P99, cpu * 1e6 / outcome.Requests, peak), stand.Round);
        }
        catch (Exception e) when (IsMishap(e))
        {
            results.Remark($"{workload.Name} on {workload.ServerOf(peer)}: {e.Message}");
        }
    }

    private void WriteFiles(Workload workload, int round)
    {
        PeerProcess.Ask("sync");
        var outcome = FileWriting.Run(directory, workload.Bytes, workload.Group == Groups.UploadFull, options.Time);
        Add(new Measurement(workload.Group, workload.Name, ServerNames.FileWriting, workload.Bytes, outcome.Requests / outcome.Seconds, outcome.P50, outcome.P99, 0, 0), round);
    }

    private async Task CascadeAsync()
    {
        // This server is a child without a core of its own: it shares both with the load, as in ./run bench cascade.
        Machine.UseAllCores(true);
        for (var round = 1; round <= options.Rounds; round++)
        {
            var home = Scratch.New(directory, "cascade");
            var cascade = await CascadeLoad.MeasureAsync(options.Cascade, home);
            results.Add(cascade);
            Console.Error.WriteLine($"cascade: {cascade.Row}");
            Directory.Delete(home, recursive: true);
        }

        Machine.UseAllCores(false);
    }

    private void Add(Measurement one, int round)
    {
        results.Add(one);
        var time = DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        Console.Error.WriteLine($"{time} round {round}: {one.Workload}, {one.Peer}: {Numbers.Format(one.Rate)}/s, p99 {Numbers.Format(one.P99)} ms");
    }

    private List<Workload> Wanted(IEnumerable<Workload> workloads) => [.. workloads.Where(workload => options.Wants(workload.Group, workload.Name))];

    private static IEnumerable<T> Turned<T>(IReadOnlyList<T> list, int round) => round % 2 == 1 ? list : list.Reverse();
}
