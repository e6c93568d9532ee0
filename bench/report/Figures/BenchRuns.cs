namespace Parhelion.BenchReport.Figures;

/// <summary>The last complete run, and the partial runs after it, oldest first. The latest run that has a figure counts.</summary>
internal sealed class BenchRuns(IReadOnlyList<BenchRun> all)
{
    /// <summary>The runs, oldest first.</summary>
    public IReadOnlyList<BenchRun> All => all;

    /// <summary>With one more run: a complete run replaces all others, a partial run those with the same command.</summary>
    public BenchRuns With(BenchRun run) => new([.. all.Where(one => !run.Complete && one.Command != run.Command), run]);

    /// <summary>A figure of the latest run that has it. Figures that are compared come from one run: the machine is not equally fast every day.</summary>
    public double? Latest(Func<BenchRun, double?> figure) => all.Reverse().Select(figure).FirstOrDefault(value => value is not null);

    /// <summary>Requests per second; <c>null</c> if no run has them.</summary>
    public double? Rate(string workload, string server) => Latest(run => run.Rate(workload, server));

    /// <summary>How many times as fast as <paramref name="server"/> Parhelion is; <c>null</c> if no run measured both.</summary>
    public double? Ratio(string workload, string server) => Latest(run => run.Ratio(workload, server));

    /// <summary>A figure of Parhelion alone, by a name of <see cref="FactNames"/>.</summary>
    public double? Fact(string name) => Latest(run => run.Facts.GetValueOrDefault(name)?.Median);

    /// <summary>The half and the 99 of 100 fastest responses, in milliseconds, of the latest run that has both.</summary>
    public (double P50, double P99)? Latency(string workload, string server) => all.Reverse()
        .Select(run => run.Find(workload, server) is { P50Milliseconds: { } p50, P99Milliseconds: { } p99 } ? (p50, p99) : ((double, double)?)null)
        .FirstOrDefault(latency => latency is not null);
}
