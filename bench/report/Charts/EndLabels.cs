namespace Parhelion.BenchReport.Charts;

/// <summary>Labels at the ends of curves, moved apart so that none covers another.</summary>
internal static class EndLabels
{
    /// <summary>Positions as near as possible to those wanted, in the same order, with at least <paramref name="gap"/> between two.</summary>
    public static IReadOnlyList<double> Spread(IReadOnlyList<double> wanted, double gap)
    {
        var order = Enumerable.Range(0, wanted.Count).OrderBy(index => wanted[index]).ToList();
        var clusters = new List<(double Center, int Count)>();
        foreach (var index in order)
        {
            clusters.Add((wanted[index], 1));
            while (clusters.Count > 1 && Overlap(clusters[^2], clusters[^1], gap)) Merge(clusters);
        }

        var positions = new double[wanted.Count];
        var next = 0;
        foreach (var (center, count) in clusters)
        {
            for (var i = 0; i < count; i++) positions[order[next++]] = center + ((i - ((count - 1) / 2.0)) * gap);
        }

        return positions;
    }

    private static bool Overlap((double Center, int Count) above, (double Center, int Count) below, double gap) =>
        below.Center - above.Center < gap * (above.Count + below.Count) / 2;

    // The center of a cluster is the mean of the places that its labels want.
    private static void Merge(List<(double Center, int Count)> clusters)
    {
        var (above, below) = (clusters[^2], clusters[^1]);
        clusters.RemoveAt(clusters.Count - 1);
        var count = above.Count + below.Count;
        clusters[^1] = (((above.Center * above.Count) + (below.Center * below.Count)) / count, count);
    }
}
