using System.Diagnostics;
using Parhelion.Tests;

namespace Parhelion.Core.Tests.Benches;

/// <summary>The benchmarks of the inner loops run: each setup and each method once.</summary>
public sealed class BenchmarkTests
{
    [Fact]
    public async Task Every_benchmark_runs_once()
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Parhelion.Benchmarks", "release", "Parhelion.Benchmarks.dll"));
        using var process = Process.Start(new ProcessStartInfo("dotnet") { ArgumentList = { program, "once" }, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;

        var (exitCode, output, errors) = await process.ReadToEndAsync();

        Assert.True(exitCode == 0, errors);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Count(line => line.StartsWith("MediaLookup.", StringComparison.Ordinal)));
        Assert.All((string[])["Credentials.", "MultipartScan.", "Sniffing."], name => Assert.Contains(lines, line => line.StartsWith(name, StringComparison.Ordinal)));
    }
}
