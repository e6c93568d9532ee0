namespace Parhelion.BenchReport.Charts;

/// <summary>The latency of one server.</summary>
/// <param name="Server">The server.</param>
/// <param name="P50">Half of the responses came within so many milliseconds.</param>
/// <param name="P99">99 of 100 responses came within so many milliseconds.</param>
internal sealed record LatencyRow(string Server, double P50, double P99);
