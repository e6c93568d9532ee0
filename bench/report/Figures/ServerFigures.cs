namespace Parhelion.BenchReport.Figures;

/// <summary>What one server did under one workload: medians of the rounds. A figure that is <c>null</c> was not measured.</summary>
internal sealed record ServerFigures
{
    /// <summary>The name of the server.</summary>
    public required string Server { get; init; }

    /// <summary>Correct responses per second.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Correct responses per second in the slowest round.</summary>
    public double? Lowest { get; init; }

    /// <summary>Correct responses per second in the fastest round.</summary>
    public double? Highest { get; init; }

    /// <summary>How many times as fast as this server Parhelion is, from rates before they were rounded.</summary>
    public double? Ratio { get; init; }

    /// <summary>Half of the responses came within this time.</summary>
    public double? P50Milliseconds { get; init; }

    /// <summary>99 of 100 responses came within this time.</summary>
    public double? P99Milliseconds { get; init; }

    /// <summary>Processor time of the server for one request.</summary>
    public double? CpuMicroseconds { get; init; }

    /// <summary>The highest memory of the server, in units of 1,000,000 bytes.</summary>
    public double? MemoryMegabytes { get; init; }
}
