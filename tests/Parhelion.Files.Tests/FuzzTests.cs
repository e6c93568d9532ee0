using System.Diagnostics;
using Parhelion.Tests;

namespace Parhelion.Files.Tests;

/// <summary>20 seconds of fuzzing, with the same seed each time: what was found once stays found. <c>./run fuzz</c> takes longer, and other seeds.</summary>
public sealed class FuzzTests
{
    [Fact]
    public async Task Targets_keep_their_promises_for_a_while()
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var program = Path.Combine(Repository.Root, "artifacts", "bin", "Parhelion.Fuzz", build, "Parhelion.Fuzz.dll");
        using var fuzz = Process.Start(new ProcessStartInfo("dotnet", [program, Sampling.IsWhole ? "600" : "20"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (exitCode, report, errors) = await fuzz.ReadToEndAsync(minutes: 20);

        Assert.True(exitCode == 0, report + errors);
        Assert.Contains("0 faults", report, StringComparison.Ordinal);
        TestContext.Current.SendDiagnosticMessage(report);
    }
}
