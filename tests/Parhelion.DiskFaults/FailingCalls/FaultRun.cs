using System.Diagnostics;
using Parhelion.DiskFaults.Crashes;
using Parhelion.DiskFaults.Disks;
using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>Lets the file calls of a server fail, one at a time, and cuts the power after each: what was promised meanwhile must hold.</summary>
internal sealed class FaultRun(FileSystem fileSystem, FaultOptions options, Workspace workspace)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly string folder = workspace.Add($"faults-{fileSystem.Name}");

    /// <summary>Runs; what each case has shown.</summary>
    public async Task<List<FaultOutcome>> RunAsync()
    {
        var (file, outcomes) = await RecordAsync();
        using var log = new DiskLog(file);
        Console.WriteLine($"{fileSystem.Name}: {outcomes.Count} cases in {watch.Elapsed.TotalSeconds:0} s, {new FileInfo(file).Length >> 20} MB");
        using var cuts = new FaultCuts(fileSystem, log, folder);
        foreach (var outcome in outcomes.Where(outcome => outcome.Hit is not null))
        {
            await foreach (var (when, findings) in cuts.CheckAsync(outcome)) Tell(outcome, findings, when);
        }

        return outcomes;
    }

    private async Task<(string Log, List<FaultOutcome> Outcomes)> RecordAsync()
    {
        await using var disk = await LoggedDisk.MountAsync(fileSystem, folder);
        var root = Path.Combine(disk.Folder, Recording.DataDirectory);
        var library = new FaultLibrary(workspace.Add($"faults-{fileSystem.Name}/control"), root);
        var verbLibrary = new FaultLibrary(workspace.Add($"faults-{fileSystem.Name}/control-of-verbs"), root);
        var outcomes = new List<FaultOutcome>();
        var random = new Random(options.Seed);
        if (options.Cases is null) await CountAsync(disk, random);
        await using var recorder = new FaultRecorder(disk, library, verbLibrary, random);
        var calls = await recorder.EnumerateAsync();
        if (options.Operation is { } only) calls = calls.Where(pair => pair.Key == only).ToDictionary(StringComparer.Ordinal);
        foreach (var fault in FaultPlan.Choose(calls, options.Cases, random))
        {
            var outcome = await recorder.RunAsync(fault, outcomes.Count);
            outcomes.Add(outcome);
            Tell(outcome, outcome.Findings);
        }

        return (disk.LogFile, outcomes);
    }

    private async Task CountAsync(LoggedDisk disk, Random random)
    {
        Console.WriteLine("System calls on the data directory, by strace:");
        foreach (var line in await new SystemCalls(disk, Path.Combine(folder, "strace")).CountAsync(random)) Console.WriteLine($"  {line}");
    }

    private void Tell(FaultOutcome outcome, List<Finding> findings, string when = "")
    {
        if (findings.Count == 0) return;
        Console.WriteLine($"{fileSystem.Name} case {outcome.Number}: {outcome.Case}{when}; hit: {outcome.Hit}");
        foreach (var finding in findings.Take(3)) Console.WriteLine($"  {finding.Kind}: {finding.Short}");
        if (findings.Count > 3) Console.WriteLine($"  and {findings.Count - 3} more");
    }
}
