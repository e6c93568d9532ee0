using System.Diagnostics;
using System.Globalization;
using Parhelion.Fuzz.Targets;

namespace Parhelion.Fuzz;

/// <summary>All targets in turn, for the time that was asked for, and a report of them.</summary>
internal static class Campaign
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(500);

    /// <returns>0 when every promise was kept, 1 when one was not, 2 when there is no such target.</returns>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        Coverage.Begin();
        await using var tokens = await TokenTargets.StartAsync();
        List<Target> all = [.. SnifferTargets.All(arguments.Files), .. MetadataTargets.All, .. FormTargets.All, .. PathTargets.All, .. JsonTargets.All, .. tokens.All];
        var chosen = all.Where(target => arguments.Targets.Count == 0 || arguments.Targets.Contains(target.Name)).ToList();
        if (arguments.Repeat is { } file) return Repeat(all, file);
        if (chosen.Count == 0) return Unknown(all);

        var folder = Directory.CreateTempSubdirectory("parhelion-fuzz-failures-");
        using var watchdog = new Watchdog(folder);
        var explorers = chosen.ConvertAll(target => new Explorer(target, arguments.Seed, watchdog));
        Search(explorers, TimeSpan.FromSeconds(arguments.Seconds));
        return Report(explorers, folder, arguments);
    }

    private static void Search(List<Explorer> explorers, TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            foreach (var explorer in explorers) explorer.Run(TimeSpan.FromTicks(Math.Min(Turn.Ticks, time.Ticks / explorers.Count)));
        }
    }

    private static int Report(List<Explorer> explorers, DirectoryInfo folder, Arguments arguments)
    {
        var failures = explorers.SelectMany(explorer => explorer.Failures.Values).ToList();
        foreach (var failure in failures) failure.Report(folder);
        Console.WriteLine($"{"target",-14}{"runs",14}{"kept",8}{"branches",10}{"faults",8}");
        foreach (var one in explorers)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Name,-14}{one.Runs,14:N0}{one.Kept,8}{one.Branches,10:N0}{one.Failures.Count,8}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{explorers.Sum(one => one.Runs):N0} runs in {arguments.Seconds:0} s with seed {arguments.Seed}, {failures.Count} faults"));
        if (failures.Count == 0) folder.Delete();
        return failures.Count == 0 ? 0 : 1;
    }

    // The name of the file begins with that of the target.
    private static int Repeat(List<Target> all, string file)
    {
        var name = Path.GetFileName(file);
        if (all.Find(target => name.StartsWith(target.Name + "-", StringComparison.Ordinal)) is not { } target) return Unknown(all);
        var input = File.ReadAllBytes(file);
        var failure = Trial.Judge(target, input);
        Console.WriteLine(failure is null ? $"{target.Name} keeps its promises with {file}." : $"{target.Name}: {failure.Kind}\n{failure.Detail}");
        return failure is null ? 0 : 1;
    }

    private static int Unknown(List<Target> all)
    {
        Console.Error.WriteLine($"The targets are: {string.Join(", ", all.Select(target => target.Name))}.");
        return 2;
    }
}
