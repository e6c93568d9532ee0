using Parhelion.BenchReport.Figures;

namespace Parhelion.BenchReport.Charts;

/// <summary>What a request costs with very many attachments, relative to a thousand.</summary>
internal static class GrowthChart
{
    private const double Width = 900;
    private const double Height = 276;
    private const double Top = 80;
    private const double Bottom = Height - 50;
    private const double Left = 70;
    private const double Right = Width - 150;
    private const double Few = 1000;
    private const double Goal = 1.2;
    private const double LabelGap = 18;

    /// <summary>The drawing; <c>null</c> if there is nothing to draw.</summary>
    public static string? Draw(BenchRuns runs)
    {
        var costs = new (string Operation, string Fact)[] { ("delete", FactNames.DeleteGrowth), ("upload", FactNames.UploadGrowth), ("download", FactNames.GetGrowth) }
            .Select(one => (one.Operation, Cost: runs.Fact(one.Fact)))
            .Where(one => one.Cost is not null)
            .Select(one => (one.Operation, Cost: one.Cost!.Value))
            .ToList();
        var many = runs.Latest(run => run.Facts.ContainsKey(FactNames.UploadGrowth) ? run.Attachments : null);
        if (costs.Count == 0 || many is null) return null;

        var svg = new Svg(
            Width, Height, "What a request costs as attachments accumulate", $"Time of a request, relative to that with {Few:N0} attachments. The goal is at most {Goal:0.0}×.");
        var (lowest, highest) = (Math.Min(0.9, costs.Min(one => one.Cost)), Math.Max(1.3, costs.Max(one => one.Cost)));
        var x = new LogScale(Few, many.Value, Left, Right);
        double Y(double cost) => Bottom - ((Bottom - Top) * (cost - lowest) / (highest - lowest));
        DrawAxes(svg, x, Y, (lowest, highest));
        var places = EndLabels.Spread([.. costs.Select(one => Y(one.Cost))], LabelGap);
        for (var i = 0; i < costs.Count; i++)
        {
            svg.Line(Left, Y(1), Right, Y(costs[i].Cost), "parhelion curve");
            svg.Circle(Right, Y(costs[i].Cost), 3.5, "parhelion");
            svg.Line(Right + 6, Y(costs[i].Cost), Right + 16, places[i], "parhelion leader");
            svg.Text(Right + 20, places[i] + 4, $"{costs[i].Operation} {costs[i].Cost:F2}×", "parhelion strong");
        }

        svg.Circle(Left, Y(1), 3.5, "parhelion");
        return svg.ToString();
    }

    private static void DrawAxes(Svg svg, LogScale x, Func<double, double> y, (double Lowest, double Highest) costs)
    {
        svg.Rectangle(Left, y(Goal), Right - Left, y(costs.Lowest) - y(Goal), "goal");
        for (var tenths = (int)Math.Ceiling((costs.Lowest * 10) - 1e-9); tenths <= (costs.Highest * 10) + 1e-9; tenths++)
        {
            svg.Line(Left, y(tenths / 10.0), Right, y(tenths / 10.0), "grid");
            svg.Text(Left - 8, y(tenths / 10.0) + 4, $"{tenths / 10.0:0.0}×", "muted small end");
        }

        svg.Text(Left + 10, y(Goal) + 16, "within the goal", "muted small");
        foreach (var tick in x.Ticks(1)) svg.Text(x.At(tick), Bottom + 20, $"{tick:N0}", "muted small middle");
        svg.Text((Left + Right) / 2, Bottom + 37, "attachments", "muted small middle");
    }
}
