namespace Parhelion.BenchReport.Charts;

/// <summary>The rows of one size.</summary>
/// <param name="Title">The size.</param>
/// <param name="Rows">The servers, Parhelion first.</param>
internal sealed record LatencyGroup(string Title, IReadOnlyList<LatencyRow> Rows);
