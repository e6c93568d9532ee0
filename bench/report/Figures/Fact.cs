namespace Parhelion.BenchReport.Figures;

/// <summary>A figure of Parhelion alone.</summary>
/// <param name="Median">The median of the rounds.</param>
/// <param name="Lowest">The lowest round; <c>null</c> if it is not known.</param>
/// <param name="Highest">The highest round; <c>null</c> if it is not known.</param>
internal sealed record Fact(double Median, double? Lowest = null, double? Highest = null);
