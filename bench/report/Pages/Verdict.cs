namespace Parhelion.BenchReport.Pages;

/// <summary>What was measured for a goal.</summary>
/// <param name="Measured">The figure.</param>
/// <param name="IsReached">Whether it reaches the goal.</param>
internal sealed record Verdict(string Measured, bool IsReached);
