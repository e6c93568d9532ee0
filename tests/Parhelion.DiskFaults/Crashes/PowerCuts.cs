using System.Diagnostics;
using Parhelion.DiskFaults.Disks;
using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.Crashes;

/// <summary>One file system: records a server once, then cuts the power at many moments of that log.</summary>
internal sealed class PowerCuts(FileSystem fileSystem, PowerCutOptions options, Workspace workspace)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();

    /// <summary>Runs; the row for the table.</summary>
    public async Task<PowerCutResult> RunAsync()
    {
        var folder = workspace.Add(fileSystem.Name);
        var file = options.Log ?? await new Recording(fileSystem, folder, options.Seed, options.Operations).RunAsync();
        using var log = new DiskLog(file);
        var points = CrashPlan.Choose(log, options.States, options.Seed);
        Console.WriteLine($"{fileSystem.Name}: {log.Records.Count} records, {log.Marks.Count} marks, {new FileInfo(file).Length >> 20} MB in {watch.Elapsed.TotalSeconds:0} s");

        var verdicts = await CheckAsync(log, points, folder);
        var result = new PowerCutResult(fileSystem.Name, verdicts, watch.Elapsed);
        if (!result.IsClean && options.Log is null) Keep(file);
        return result;
    }

    private async Task<List<Verdict>> CheckAsync(DiskLog log, IReadOnlyList<CrashPoint> points, string folder)
    {
        using var image = new CrashImage(log, fileSystem, folder);
        var check = new StateCheck(fileSystem, Directory.CreateDirectory(Path.Combine(folder, "crashed")).FullName);
        var state = Path.Combine(folder, "state");
        var verdicts = new List<Verdict>();
        foreach (var (number, point) in points.Index())
        {
            if (options.State is { } only && only != number) continue;
            var (pending, kept) = image.Build(point, state);
            var promises = new Promises(log.Marks.TakeWhile(mark => mark.Record < point.Record).Select(mark => mark.Text));
            var verdict = await check.RunAsync(point, state, promises);
            verdicts.Add(verdict);
            if (verdict.Findings.Count > 0) Tell(number, verdict, $"{kept} of {pending} writes kept");
        }

        return verdicts;
    }

    private void Tell(int number, Verdict verdict, string writes)
    {
        Console.WriteLine($"{fileSystem.Name} state {number}: {verdict.Point}, {writes}");
        foreach (var finding in verdict.Findings.Take(5)) Console.WriteLine($"  {finding.Kind}: {finding.Short}");
        if (verdict.Findings.Count > 5) Console.WriteLine($"  and {verdict.Findings.Count - 5} more");
    }

    // So that one state can be looked at again.
    private void Keep(string file)
    {
        var kept = Path.Combine(Parhelion.Tests.Repository.Root, "artifacts", "powercut", $"{fileSystem.Name}-{options.Seed}.log");
        File.Copy(file, kept, overwrite: true);
        Console.WriteLine($"Again: ./run powercut --fs {fileSystem.Name} --states {options.States} --seed {options.Seed} --log {kept} --state NUMBER");
    }
}
