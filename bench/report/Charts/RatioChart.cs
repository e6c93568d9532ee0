using Parhelion.BenchReport.Figures;

namespace Parhelion.BenchReport.Charts;

/// <summary>How many times as fast as each other server Parhelion is, by the size of the file: downloads on the left, uploads on the right.</summary>
internal static class RatioChart
{
    private const double Width = 900;
    private const double Height = 440;
    private const double Top = 100;
    private const double Bottom = Height - 42;
    private const double PlotWidth = 232;
    private const double LabelGap = 16;

    /// <summary>The drawing; <c>null</c> if there is nothing to draw.</summary>
    public static string? Draw(BenchRuns runs)
    {
        RatioPanel[] panels =
        [
            new("Downloads, 32 connections", 58, Curves(runs, WorkloadNames.Get, Sizes.Small, Sizes.Medium, Sizes.Large, Sizes.Video)),
            new("Uploads, 16 connections", 508, Curves(runs, size => WorkloadNames.Upload(size, 16), Sizes.Small, Sizes.Photo, Sizes.Large, Sizes.Video)),
        ];
        var ratios = panels.SelectMany(panel => panel.Curves).SelectMany(curve => curve.Points).Select(point => point.Ratio).ToList();
        if (ratios.Count == 0) return null;
        var svg = new Svg(
            Width,
            Height,
            "Speed of Parhelion relative to other servers",
            "Requests per second of Parhelion, divided by those of the other server; log scale. Below 1× the other is faster.");
        var scale = new LogScale(Math.Min(0.4, ratios.Min()), Math.Max(10, ratios.Max() * 1.15), Bottom, Top);
        foreach (var panel in panels) Draw(svg, panel, scale);
        return svg.ToString();
    }

    private static List<RatioCurve> Curves(BenchRuns runs, Func<int, string> workload, params IReadOnlyList<int> sizes) =>
    [
        .. ServerNames.Peers
            .Select(peer => new RatioCurve(
                peer, [.. sizes.Select(size => (size, Ratio: runs.Ratio(workload(size), peer))).Where(point => point.Ratio > 0).Select(point => (point.size, point.Ratio!.Value))]))
            .Where(curve => curve.Points.Count > 0),
    ];

    private static void Draw(Svg svg, RatioPanel panel, LogScale y)
    {
        var right = panel.Left + PlotWidth;
        var x = new LogScale(Sizes.Small, Sizes.Video, panel.Left, right);
        svg.Text(panel.Left, Top - 16, panel.Title, "head");
        svg.Rectangle(panel.Left, y.At(1), PlotWidth, Bottom - y.At(1), "below");
        foreach (var tick in y.Ticks(1, 2, 5))
        {
            svg.Line(panel.Left, y.At(tick), right, y.At(tick), tick == 1 ? "parhelion even" : "grid");
            svg.Text(panel.Left - 8, y.At(tick) + 4, $"{tick:0.#}×", tick == 1 ? "parhelion strong small end" : "muted small end");
        }

        foreach (var size in panel.Curves.SelectMany(curve => curve.Points).Select(point => point.Bytes).Distinct())
        {
            svg.Text(x.At(size), Bottom + 20, Sizes.Name(size), "muted small middle");
        }

        foreach (var curve in panel.Curves) Draw(svg, curve, x, y);
        var ends = panel.Curves.Select(curve => curve.Points[^1]).ToList();
        var places = EndLabels.Spread([.. ends.Select(end => y.At(end.Ratio))], LabelGap);
        for (var i = 0; i < ends.Count; i++) Label(svg, panel.Curves[i], right, (x.At(ends[i].Bytes), y.At(ends[i].Ratio), places[i]));
    }

    private static void Draw(Svg svg, RatioCurve curve, LogScale x, LogScale y)
    {
        var color = ChartStyle.Of(curve.Server);
        var points = curve.Points.Select(point => (X: x.At(point.Bytes), Y: y.At(point.Ratio))).ToList();
        svg.Path(points, $"{color} curve");
        foreach (var (px, py) in points) svg.Circle(px, py, 3.5, color);
    }

    // A curve that ends early has its label beside its end, all others have theirs at the right.
    private static void Label(Svg svg, RatioCurve curve, double right, (double X, double Y, double Place) end)
    {
        var color = ChartStyle.Of(curve.Server);
        var x = end.X + (end.X < right - 1 ? 9 : 18);
        if (end.X >= right - 1) svg.Line(end.X + 6, end.Y, x - 3, end.Place, $"{color} leader");
        svg.Text(x, end.Place + 4, $"{curve.Server} {Text(curve.Points[^1].Ratio)}", $"{color} strong small halo");
    }

    private static string Text(double ratio) => ratio >= 10 ? $"{ratio:F0}×" : $"{ratio:F2}×";
}
