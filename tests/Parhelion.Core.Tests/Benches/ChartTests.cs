using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Parhelion.BenchReport.Charts;
using Parhelion.BenchReport.Figures;

namespace Parhelion.Core.Tests.Benches;

/// <summary>Charts that are drawn from known figures.</summary>
public sealed class ChartTests
{
    private const int LargestChart = 20 * 1024;

    private const double Width = 900;

    [Fact]
    public void A_ratio_stands_where_the_scale_has_it()
    {
        var chart = Parse(RatioChart.Draw(Runs(("GET 4 KB", "nginx", 2.0), ("GET 50 MB", "nginx", 0.5)))!);

        var even = Number(chart.Styled("line", "parhelion even").First(), "y1");
        var points = chart.Styled("circle", "nginx").Select(point => Number(point, "cy")).ToList();
        Assert.Equal(2, points.Count);
        Assert.True(points[0] < even, "Twice as fast is drawn above the line of 1×.");
        Assert.Equal(even - points[0], points[1] - even, tolerance: 0.15);
        Assert.Contains("nginx 0.50×", chart.Texts);
    }

    [Fact]
    public void A_server_that_was_not_measured_has_no_curve()
    {
        var chart = Parse(RatioChart.Draw(Runs(("GET 4 KB", "nginx", 2.0)))!);

        Assert.Empty(chart.Styled("polyline", "tus curve"));
        Assert.DoesNotContain(chart.Texts, text => text.StartsWith("tus", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_figures_there_is_no_chart()
    {
        var none = new BenchRuns([]);

        Assert.Null(RatioChart.Draw(none));
        Assert.Null(LatencyChart.Draw(none));
        Assert.Null(GrowthChart.Draw(none));
    }

    [Fact]
    public void A_latency_has_a_filled_dot_for_half_and_a_hollow_one_for_99_of_100()
    {
        var chart = Parse(LatencyChart.Draw(Runs(("GET 4 KB", "nginx", 2.0)))!);

        var half = Number(chart.Styled("circle", "nginx").Single(), "cx");
        var most = Number(chart.Styled("circle", "nginx hollow").Single(), "cx");
        Assert.True(half < most, "The longer time is further to the right.");
        // Parhelion takes a tenth of both: as far apart on a log scale.
        Assert.Equal(half - Number(chart.Styled("circle", "parhelion").Single(), "cx"), most - Number(chart.Styled("circle", "parhelion hollow").Single(), "cx"), tolerance: 0.15);
    }

    [Fact]
    public void Growth_ends_with_the_cost_in_its_label()
    {
        var chart = Parse(GrowthChart.Draw(Runs(("GET 4 KB", "nginx", 2.0)))!);

        Assert.Contains("delete 1.04×", chart.Texts);
        Assert.Contains("1,000,000", chart.Texts);
    }

    [Fact]
    public void The_latest_run_that_compared_both_counts()
    {
        var old = Run(complete: true, ("GET 4 KB", "nginx", 2.0), ("GET 4 KB", "tus", 5.0));
        var runs = new BenchRuns([old]).With(Run(complete: false, ("GET 4 KB", "nginx", 3.0)));

        Assert.Equal(3.0, runs.Ratio("GET 4 KB", "nginx"));
        Assert.Equal(5.0, runs.Ratio("GET 4 KB", "tus"));
    }

    [Fact]
    public void A_complete_run_replaces_all_others()
    {
        var partial = Run(complete: false, ("GET 4 KB", "nginx", 3.0));
        var complete = Run(complete: true, ("GET 4 KB", "nginx", 2.0));

        Assert.Equal([complete], new BenchRuns([complete, partial]).With(complete).All);
        Assert.Equal([complete, partial], new BenchRuns([complete, partial]).With(partial).All);
    }

    [Fact]
    public void Labels_keep_their_order_and_their_distance()
    {
        var places = EndLabels.Spread([100, 40, 103, 101], 10);

        Assert.Equal(40, places[1]);
        Assert.Equal([100, 101, 103], ((int[])[0, 3, 2]).OrderBy(index => places[index]).Select(index => ((double[])[100, 0, 103, 101])[index]));
        Assert.All(places.Order().Zip(places.Order().Skip(1)), pair => Assert.True(pair.Second - pair.First >= 9.999));
        // The labels together stand where their points do.
        Assert.Equal((100 + 101 + 103) / 3.0, (places[0] + places[2] + places[3]) / 3, tolerance: 1e-9);
    }

    [Fact]
    public void Charts_are_small_have_text_as_text_and_suit_light_and_dark_pages()
    {
        var runs = FigureFile.Read(Parhelion.Tests.Repository.Root);
        Assert.All(new[] { RatioChart.Draw(runs), LatencyChart.Draw(runs), GrowthChart.Draw(runs) }, chart =>
        {
            Assert.NotNull(chart);
            Assert.InRange(Encoding.UTF8.GetByteCount(chart), 1, LargestChart);
            Assert.Contains("prefers-color-scheme:dark", chart, StringComparison.Ordinal);
            Assert.DoesNotContain("<image", chart, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", chart, StringComparison.Ordinal);
            Assert.DoesNotContain("url(", chart, StringComparison.Ordinal);
            var drawing = Parse(chart);
            Assert.All(drawing.Of("circle"), dot => Assert.InRange(Number(dot, "cx"), 0, Width));
            Assert.All(drawing.Of("text"), text => Assert.InRange(Number(text, "x"), 0, Width));
        });
    }

    private static BenchRuns Runs(params IEnumerable<(string Workload, string Peer, double Ratio)> ratios) => new([Run(complete: true, ratios)]);

    private static BenchRun Run(bool complete, params IEnumerable<(string Workload, string Peer, double Ratio)> ratios) => new()
    {
        Date = "2026-01-02",
        Command = complete ? "all" : "some",
        Complete = complete,
        Rounds = 1,
        Seconds = 1,
        Files = 1000,
        Attachments = 1_000_000,
        Machine = "a machine",
        Workloads = [.. ratios.GroupBy(one => one.Workload).Select(workload => new WorkloadFigures(
            WorkloadGroups.Get, workload.Key, 4096, [Figures(ServerNames.Parhelion, 1000, 1), .. workload.Select(one => Figures(one.Peer, 1000 / one.Ratio, 10))]))],
        Facts = new Dictionary<string, Fact>(StringComparer.Ordinal)
        {
            [FactNames.UploadGrowth] = new(1.01),
            [FactNames.GetGrowth] = new(1.00),
            [FactNames.DeleteGrowth] = new(1.04),
        },
    };

    private static ServerFigures Figures(string server, double rate, double milliseconds) =>
        new() { Server = server, RequestsPerSecond = rate, P50Milliseconds = milliseconds, P99Milliseconds = 4 * milliseconds };

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static Drawing Parse(string svg) => new(XDocument.Parse(svg));

    private sealed record Drawing(XDocument Document)
    {
        public IReadOnlyList<string> Texts => [.. Of("text").Select(text => text.Value)];

        public IEnumerable<XElement> Of(string name) => Document.Descendants().Where(element => element.Name.LocalName == name);

        public IEnumerable<XElement> Styled(string name, string style) => Of(name).Where(element => element.Attribute("class")?.Value == style);
    }
}
