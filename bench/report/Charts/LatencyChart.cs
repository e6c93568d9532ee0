using Parhelion.BenchReport.Figures;

namespace Parhelion.BenchReport.Charts;

/// <summary>Within what time each server answers half, and 99 of 100, of the requests: downloads on the left, uploads on the right.</summary>
internal static class LatencyChart
{
    private const double Width = 900;
    private const double Top = 100;
    private const double RowHeight = 15.5;
    private const double GroupGap = 11;
    private const double HeadHeight = 20;
    private const double PlotWidth = 300;

    /// <summary>The drawing; <c>null</c> if there is nothing to draw.</summary>
    public static string? Draw(BenchRuns runs)
    {
        var downloads = Groups(runs, WorkloadNames.Get, Sizes.Small, Sizes.Medium, Sizes.Large, Sizes.Video);
        var uploads = Groups(runs, size => WorkloadNames.Upload(size, 16), Sizes.Small, Sizes.Photo, Sizes.Large, Sizes.Video);
        var rows = downloads.Concat(uploads).SelectMany(group => group.Rows).ToList();
        if (rows.Count == 0) return null;
        var bottom = Top + Math.Max(HeightOf(downloads), HeightOf(uploads));
        var svg = new Svg(Width, bottom + 36, "How long a response takes", "Log scale, shorter is better.");
        Key(svg);
        var (lowest, highest) = (rows.Min(row => row.P50), rows.Max(row => row.P99));
        Draw(svg, "Downloads, 32 connections", downloads, new LogScale(lowest * 0.8, highest * 1.2, 120, 120 + PlotWidth), bottom);
        Draw(svg, "Uploads, 16 connections", uploads, new LogScale(lowest * 0.8, highest * 1.2, 572, 572 + PlotWidth), bottom);
        return svg.ToString();
    }

    private static void Key(Svg svg)
    {
        svg.Line(222, 49, 262, 49, "muted range");
        svg.Circle(262, 49, 4, "muted hollow");
        svg.Circle(222, 49, 3.5, "muted");
        svg.Text(276, 53, "half of the responses … 99 of 100 responses came within this time", "muted");
    }

    private static List<LatencyGroup> Groups(BenchRuns runs, Func<int, string> workload, params IReadOnlyList<int> sizes) =>
    [
        .. sizes.Select(size => new LatencyGroup(Sizes.Name(size), Rows(runs, workload(size)))).Where(group => group.Rows.Count > 0),
    ];

    private static List<LatencyRow> Rows(BenchRuns runs, string workload) =>
    [
        .. ServerNames.Peers.Prepend(ServerNames.Parhelion)
            .Select(server => (server, Latency: runs.Latency(workload, server)))
            .Where(row => row.Latency is { P50: > 0 })
            .Select(row => new LatencyRow(row.server, row.Latency!.Value.P50, row.Latency.Value.P99)),
    ];

    private static double HeightOf(List<LatencyGroup> groups) => groups.Sum(group => HeadHeight + (group.Rows.Count * RowHeight) + GroupGap);

    private static void Draw(Svg svg, string title, List<LatencyGroup> groups, LogScale x, double bottom)
    {
        svg.Text(x.From - 100, Top - 16, title, "head");
        foreach (var tick in x.Ticks(1))
        {
            svg.Line(x.At(tick), Top, x.At(tick), bottom, "grid");
            svg.Text(x.At(tick), bottom + 18, tick < 1000 ? $"{tick:0.#} ms" : $"{tick / 1000:0.#} s", "muted small middle");
        }

        var y = Top;
        foreach (var group in groups)
        {
            y += HeadHeight;
            svg.Text(x.From - 100, y - 4, group.Title, "head small");
            foreach (var row in group.Rows)
            {
                Draw(svg, row, x, y + (RowHeight / 2));
                y += RowHeight;
            }

            y += GroupGap;
        }
    }

    private static void Draw(Svg svg, LatencyRow row, LogScale x, double y)
    {
        var color = ChartStyle.Of(row.Server);
        svg.Text(x.From - 100, y + 4, row.Server, row.Server == ServerNames.Parhelion ? $"{color} small strong" : $"{color} small");
        svg.Line(x.At(row.P50), y, x.At(row.P99), y, $"{color} range");
        svg.Circle(x.At(row.P99), y, 4, $"{color} hollow");
        svg.Circle(x.At(row.P50), y, 3.5, color);
    }
}
