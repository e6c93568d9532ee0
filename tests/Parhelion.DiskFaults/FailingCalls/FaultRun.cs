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
        await CutAsync(log, outcomes);
        return outcomes;
    }

    private async Task<(string Log, List<FaultOutcome> Outcomes)> RecordAsync()
    {
        await using var disk = await LoggedDisk.MountAsync(fileSystem, folder);
        var library = new FaultLibrary(workspace.Add($"faults-{fileSystem.Name}/control"), Path.Combine(disk.Folder, Recording.DataDirectory));
        var outcomes = new List<FaultOutcome>();
        var random = new Random(options.Seed);
        if (options.Cases is null) await CountAsync(disk, random);
        await using var recorder = new FaultRecorder(disk, library, random);
        var calls = await recorder.EnumerateAsync();
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

    // Right behind the operation, with nothing and with everything that was on its way; and after the kernel has written all it had.
    private async Task CutAsync(DiskLog log, List<FaultOutcome> outcomes)
    {
        using var image = new CrashImage(log, fileSystem, folder);
        var check = new StateCheck(fileSystem, Directory.CreateDirectory(Path.Combine(folder, "crashed")).FullName);
        var records = log.Marks.ToLookup(mark => mark.Text, mark => mark.Record, StringComparer.Ordinal);
        foreach (var outcome in outcomes.Where(outcome => outcome.Hit is not null))
        {
            var (cut, synced) = (records[outcome.Cut].First(), records[outcome.Synced].First());
            foreach (var point in (CrashPoint[])[new(cut, Fate.None, 0), new(cut, Fate.All, 0), new(synced, Fate.All, 0)])
            {
                var state = Path.Combine(folder, "state");
                // Nothing was on its way: the disk is as in the state before.
                if (image.Build(point, state).Pending == 0 && point.Fate != Fate.None && point.Record == cut) continue;
                var verdict = await check.RunAsync(point, state, PromisesOf(outcome, log, point), outcome.Directory);
                outcome.Findings.AddRange(verdict.Findings);
                Tell(outcome, verdict.Findings, $", power cut {(point.Record == cut ? "at once" : "later")} ({point.Fate})");
            }
        }
    }

    private static Promises PromisesOf(FaultOutcome outcome, DiskLog log, CrashPoint point) => new(
        outcome.Directory == Recording.DataDirectory ? log.Marks.TakeWhile(mark => mark.Record < point.Record).Select(mark => mark.Text)
        : outcome.HasServed ? [Promises.Serving]
        : []);

    private void Tell(FaultOutcome outcome, List<Finding> findings, string when = "")
    {
        if (findings.Count == 0) return;
        Console.WriteLine($"{fileSystem.Name} case {outcome.Number}: {outcome.Case}{when}; hit: {outcome.Hit}");
        foreach (var finding in findings.Take(3)) Console.WriteLine($"  {finding.Kind}: {finding.Short}");
        if (findings.Count > 3) Console.WriteLine($"  and {findings.Count - 3} more");
    }
}
