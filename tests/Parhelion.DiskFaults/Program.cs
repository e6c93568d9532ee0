using System.Runtime.InteropServices;
using Parhelion.DiskFaults.Crashes;
using Parhelion.DiskFaults.Disks;
using Parhelion.DiskFaults.FailingCalls;

// Exit codes: 0 every promise was kept, 1 one was broken, 2 wrong arguments.
const string Usage = """
    ./run powercut [--fs ext4,xfs,btrfs] [--states 200] [--seed N] [--operations 900] [--log FILE [--state NUMBER]]
    ./run faults [--fs ext4] [--cases ALL] [--operation ALL] [--seed N]
    """;

// As the first process of its namespace it would not end by a signal otherwise.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Environment.Exit(130));
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));

switch (args)
{
    case ["powercut", .. var rest] when PowerCutOptions.Parse(rest) is { } options: return await CutPowerAsync(options);
    case ["faults", .. var rest] when FaultOptions.Parse(rest) is { } options: return await FailCallsAsync(options);
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

static async Task<int> CutPowerAsync(PowerCutOptions options)
{
    Console.WriteLine($"seed {options.Seed}");
    await LogDiskProgram.BuildAsync();
    await using var workspace = await Workspace.OpenAsync();
    var results = await Task.WhenAll(options.FileSystems.Select(fileSystem => Task.Run(() => new PowerCuts(fileSystem, options, workspace).RunAsync())));
    Console.WriteLine(PowerCutResult.Header);
    foreach (var result in results) Console.WriteLine(result);
    return results.All(result => result.IsClean) ? 0 : 1;
}

static async Task<int> FailCallsAsync(FaultOptions options)
{
    Console.WriteLine($"seed {options.Seed}");
    await LogDiskProgram.BuildAsync();
    await FaultLibrary.BuildAsync();
    await using var workspace = await Workspace.OpenAsync();
    var outcomes = await new FaultRun(options.FileSystem, options, workspace).RunAsync();
    foreach (var line in FaultReport.Lines(outcomes)) Console.WriteLine(line);
    return outcomes.TrueForAll(outcome => outcome.Findings.Count == 0) ? 0 : 1;
}
