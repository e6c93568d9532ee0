namespace Parhelion.BenchReport.Charts;

/// <summary>Maps a range of figures above zero to a range of coordinates, so that equal factors are equally far apart.</summary>
/// <param name="Lowest">The figure at <paramref name="From"/>.</param>
/// <param name="Highest">The figure at <paramref name="To"/>.</param>
/// <param name="From">The coordinate of the lowest figure.</param>
/// <param name="To">The coordinate of the highest figure.</param>
internal sealed record LogScale(double Lowest, double Highest, double From, double To)
{
    /// <summary>The coordinate of a figure. A figure outside of the range is drawn at its edge.</summary>
    public double At(double value) =>
        From + ((To - From) * Math.Log(Math.Clamp(value, Lowest, Highest) / Lowest) / Math.Log(Highest / Lowest));

    /// <summary>The figures of the range that are <paramref name="steps"/> times a power of ten, such as 1, 2, 5, 10, 20.</summary>
    public IEnumerable<double> Ticks(params IReadOnlyList<double> steps)
    {
        for (var power = (int)Math.Floor(Math.Log10(Lowest)); power <= Math.Log10(Highest); power++)
        {
            foreach (var step in steps)
            {
                var tick = step * Math.Pow(10, power);
                if (tick >= Lowest && tick <= Highest) yield return tick;
            }
        }
    }
}
