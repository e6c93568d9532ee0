namespace Parhelion.BenchReport.Charts;

/// <summary>The ratios to one server.</summary>
/// <param name="Server">The other server.</param>
/// <param name="Points">Sizes in bytes with their ratios, smallest first; at least one.</param>
internal sealed record RatioCurve(string Server, IReadOnlyList<(int Bytes, double Ratio)> Points);
