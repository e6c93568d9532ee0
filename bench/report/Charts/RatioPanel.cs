namespace Parhelion.BenchReport.Charts;

/// <summary>One half of the chart of ratios.</summary>
/// <param name="Title">The head of the panel.</param>
/// <param name="Left">The left edge of the plot.</param>
/// <param name="Curves">A curve for each server.</param>
internal sealed record RatioPanel(string Title, double Left, IReadOnlyList<RatioCurve> Curves);
