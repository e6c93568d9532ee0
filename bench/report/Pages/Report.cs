using Parhelion.BenchReport.Charts;
using Parhelion.BenchReport.Figures;

namespace Parhelion.BenchReport.Pages;

/// <summary>All files that are made from the figures: three charts, the page of tables, and the summary in the page about performance.</summary>
internal static class Report
{
    /// <summary>The page whose summary is replaced.</summary>
    public const string Page = "docs/performance.md";

    private const string Begin = "<!-- summary: begin -->";
    private const string End = "<!-- summary: end -->";

    /// <summary>The files by their path in the repository. A chart without figures is not among them.</summary>
    /// <param name="runs">The figures.</param>
    /// <param name="page">The text of <see cref="Page"/>.</param>
    /// <exception cref="InvalidOperationException">The page has no place for the summary.</exception>
    public static IReadOnlyDictionary<string, string> Of(BenchRuns runs, string page)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Page] = WithSummary(page, Summary.Of(runs)),
            ["docs/performance/tables.md"] = TablePage.Of(runs),
        };
        if (RatioChart.Draw(runs) is { } ratios) files["docs/images/performance-ratio.svg"] = ratios;
        if (LatencyChart.Draw(runs) is { } latencies) files["docs/images/performance-latency.svg"] = latencies;
        if (GrowthChart.Draw(runs) is { } growth) files["docs/images/performance-growth.svg"] = growth;
        return files;
    }

    /// <summary>Writes the files below <paramref name="root"/> and returns their paths.</summary>
    /// <exception cref="InvalidOperationException">The page has no place for the summary.</exception>
    public static IEnumerable<string> Write(string root, BenchRuns runs)
    {
        var files = Of(runs, File.ReadAllText(Path.Combine(root, Page)));
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return files.Keys;
    }

    private static string WithSummary(string page, string summary)
    {
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin) throw new InvalidOperationException($"{Page} has no place for the summary: a line '{Begin}', and below it a line '{End}'.");
        return $"{page[..(begin + Begin.Length)]}\n\n{summary.TrimEnd()}\n\n{page[end..]}";
    }
}
