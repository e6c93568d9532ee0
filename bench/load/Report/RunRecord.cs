using Parhelion.BenchReport.Figures;

namespace Parhelion.Load.Report;

/// <summary>Turns what the rounds measured into the figures that are kept: medians, with the slowest and the fastest round.</summary>
internal static class RunRecord
{
    private const double MB = 1_000_000;

    /// <summary>The run as the file of figures keeps it.</summary>
    /// <param name="results">What was measured.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="command">The command line, without paths of this machine.</param>
    public static BenchRun Of(Results results, Options options, string command) => new()
    {
        Date = $"{DateTime.UtcNow:yyyy-MM-dd}",
        Command = command,
        Complete = options.Complete,
        Rounds = options.Rounds,
        Seconds = options.Seconds,
        Files = options.Files,
        Attachments = options.Rows,
        Machine = Machine.Describe(options.Directory),
        Servers = results.Peers,
        Workloads = [.. results.All.GroupBy(one => (one.Group, one.Workload, one.Bytes)).Select(rounds => Workload(results, rounds.Key, [.. rounds]))],
        Facts = results.Facts.ToDictionary(fact => fact.Key, fact => Fact(fact.Value, results.Fact(fact.Key)!.Value), StringComparer.Ordinal),
        Cascades = results.Cascades,
        NotMeasured = results.Remarks,
    };

    private static WorkloadFigures Workload(Results results, (string Group, string Name, int Bytes) workload, List<Measurement> rounds)
    {
        var servers = rounds.Select(one => one.Peer).Distinct(StringComparer.Ordinal).OrderBy(server => server != ServerNames.Parhelion);
        return new(workload.Group, workload.Name, workload.Bytes, [.. servers.Select(server => Server(results, workload.Name, server))]);
    }

    private static ServerFigures Server(Results results, string workload, string server)
    {
        var rounds = results.Of(workload, server).ToList();
        double Median(Func<Measurement, double> figure) => results.Median(workload, server, figure)!.Value;
        var rate = Median(one => one.Rate);
        return new ServerFigures
        {
            Server = server,
            RequestsPerSecond = Rounded(rate),
            Lowest = Rounded(rounds.Min(one => one.Rate)),
            Highest = Rounded(rounds.Max(one => one.Rate)),
            Ratio = server == ServerNames.Parhelion ? null : Rounded(results.Rate(workload, ServerNames.Parhelion) / rate),
            P50Milliseconds = Known(Median(one => one.P50)),
            P99Milliseconds = Known(Median(one => one.P99)),
            CpuMicroseconds = Known(Median(one => one.Cpu)),
            MemoryMegabytes = Known(Median(one => one.Peak / MB)),
        };
    }

    private static Fact Fact(List<double> rounds, double median) => rounds.Count == 1
        ? new(Rounded(median)!.Value)
        : new(Rounded(median)!.Value, Rounded(rounds.Min()), Rounded(rounds.Max()));

    // 0: not known, or no response came to its end in the time.
    private static double? Known(double value) => value > 0 ? Rounded(value) : null;

    // Three digits behind the point, or four in all: rounds differ by much more.
    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, known >= 1000 ? 0 : known >= 100 ? 1 : 3) : null;
}
