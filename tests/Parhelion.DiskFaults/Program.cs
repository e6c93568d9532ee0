using System.Runtime.InteropServices;
using Parhelion.DiskFaults.Crashes;
using Parhelion.DiskFaults.Disks;

// Exit codes: 0 every promise was kept, 1 one was broken, 2 wrong arguments.
const string Usage = "./run powercut [--fs ext4,xfs,btrfs] [--states 200] [--seed N] [--operations 900] [--log FILE [--state NUMBER]]";

if (PowerCutOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

// As the first process of its namespace it would not end by a signal otherwise.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Environment.Exit(130));
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));

Console.WriteLine($"seed {options.Seed}");
await LogDiskProgram.BuildAsync();
await using var workspace = await Workspace.OpenAsync();
var results = await Task.WhenAll(options.FileSystems.Select(fileSystem => Task.Run(() => new PowerCuts(fileSystem, options, workspace).RunAsync())));
Console.WriteLine(PowerCutResult.Header);
foreach (var result in results) Console.WriteLine(result);
return results.All(result => result.IsClean) ? 0 : 1;
