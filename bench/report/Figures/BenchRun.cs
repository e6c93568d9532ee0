namespace Parhelion.BenchReport.Figures;

/// <summary>One run of the bench: what it measured, when, where and how.</summary>
internal sealed record BenchRun
{
    /// <summary>The day in UTC, as <c>yyyy-MM-dd</c>.</summary>
    public required string Date { get; init; }

    /// <summary>The command line, with <c>DIR</c> in place of the directory.</summary>
    public required string Command { get; init; }

    /// <summary>Whether the run measured every workload on every server. A later complete run replaces all earlier runs.</summary>
    public required bool Complete { get; init; }

    /// <summary>How often each measurement was repeated. The figures are medians.</summary>
    public required int Rounds { get; init; }

    /// <summary>How long one measurement took, in seconds.</summary>
    public required int Seconds { get; init; }

    /// <summary>How many files the random downloads choose from.</summary>
    public required int Files { get; init; }

    /// <summary>How many attachments the grown catalog has.</summary>
    public required int Attachments { get; init; }

    /// <summary>Processor, memory, kernel, file system and runtime.</summary>
    public required string Machine { get; init; }

    /// <summary>The servers by name, with version and what each flushes.</summary>
    public IReadOnlyDictionary<string, string> Servers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The figures of all servers, a workload each.</summary>
    public IReadOnlyList<WorkloadFigures> Workloads { get; init; } = [];

    /// <summary>Figures of Parhelion alone, by a name of <see cref="FactNames"/>.</summary>
    public IReadOnlyDictionary<string, Fact> Facts { get; init; } = new Dictionary<string, Fact>(StringComparer.Ordinal);

    /// <summary>Large deletions, a round each.</summary>
    public IReadOnlyList<CascadeCost> Cascades { get; init; } = [];

    /// <summary>What could not be measured, and why.</summary>
    public IReadOnlyList<string> NotMeasured { get; init; } = [];

    /// <summary>What a reader must know about this run; written by hand.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The figures of one server under one workload; <c>null</c> if there are none.</summary>
    public ServerFigures? Find(string workload, string server) =>
        Workloads.FirstOrDefault(one => one.Name == workload)?.Servers.FirstOrDefault(one => one.Server == server);

    /// <summary>Requests per second; <c>null</c> if they were not measured.</summary>
    public double? Rate(string workload, string server) => Find(workload, server)?.RequestsPerSecond;

    /// <summary>How many times as fast as <paramref name="server"/> Parhelion is; <c>null</c> if one of both was not measured.</summary>
    public double? Ratio(string workload, string server) =>
        Find(workload, server) is { } figures ? figures.Ratio ?? Rate(workload, ServerNames.Parhelion) / figures.RequestsPerSecond : null;
}
