using System.Diagnostics;
using System.Globalization;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Faults;

/// <summary>Power cuts on a real file system: the program behind <c>./run powercut</c>, with few states.</summary>
public abstract class PowerCutTests(string fileSystem)
{
    // Ten have each kind of moment at which the power can be cut (see CrashPlan).
    private static readonly int States = Sampling.Times(10, 30);
    private static readonly int Operations = Sampling.Times(150, 300);

    [Fact]
    public async Task Promises_hold_after_every_power_cut()
    {
        var (exitCode, output) = await DiskFaultsProgram.RunAsync(
            "powercut", "--fs", fileSystem, "--states", States.ToString(CultureInfo.InvariantCulture), "--operations", Operations.ToString(CultureInfo.InvariantCulture));

        TestContext.Current.TestOutputHelper!.WriteLine(output);
        Assert.True(exitCode == 0, output);
    }
}

public sealed class Ext4PowerCutTests() : PowerCutTests("ext4");

public sealed class XfsPowerCutTests() : PowerCutTests("xfs");

public sealed class BtrfsPowerCutTests() : PowerCutTests("btrfs");

/// <summary>File calls that fail: the program behind <c>./run faults</c>, with few cases, others each time.</summary>
public sealed class FailingCallTests
{
    // One of each operation.
    private const int Cases = 9;

    [Fact]
    public async Task Promises_hold_whichever_call_fails()
    {
        var (exitCode, output) = await DiskFaultsProgram.RunAsync("faults", "--cases", Cases.ToString(CultureInfo.InvariantCulture));

        TestContext.Current.TestOutputHelper!.WriteLine(output);
        Assert.True(exitCode == 0, output);
    }
}

/// <summary>The program of tests/Parhelion.DiskFaults, in namespaces of its own: its mounts end with it.</summary>
internal static class DiskFaultsProgram
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Parhelion.DiskFaults", "release", "Parhelion.DiskFaults.dll");

    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        foreach (var tool in (string[])["unshare", "gcc", "pkg-config", "fusermount3", "mkfs.ext4", "mkfs.xfs", "mkfs.btrfs"]) Engines.Require(tool);
        if (Environment.UserName != "root" || !File.Exists("/dev/fuse")) Engines.Missing("Cutting the power needs root, FUSE and loop devices.");
        var start = new ProcessStartInfo("unshare", ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "dotnet", Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (exitCode, output, errors) = await process.ReadToEndAsync(minutes: 15);
        return (exitCode, output + errors);
    }
}
