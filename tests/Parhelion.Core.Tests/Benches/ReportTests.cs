using Parhelion.BenchReport.Figures;
using Parhelion.BenchReport.Pages;
using Parhelion.Tests;

namespace Parhelion.Core.Tests.Benches;

/// <summary>Charts, tables and summary are those of the figures.</summary>
public sealed class ReportTests
{
    [Fact]
    public void Charts_and_pages_are_those_of_the_figures()
    {
        var files = Report.Of(FigureFile.Read(Repository.Root), File.ReadAllText(Path.Combine(Repository.Root, Report.Page)));

        Assert.Equal(5, files.Count);
        Assert.All(files, file => Assert.True(
            File.ReadAllText(Path.Combine(Repository.Root, file.Key)) == file.Value, $"{file.Key} is not what './run bench charts' writes."));
    }

    [Fact]
    public void The_file_of_figures_is_as_the_bench_writes_it()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, FigureFile.Path));

        Assert.Equal(text, FigureFile.Format(FigureFile.Parse(text)));
    }

    [Fact]
    public void The_page_shows_three_charts_and_a_summary_of_ten_lines()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, Report.Page));

        Assert.Equal(3, page.Split("](images/performance-").Length - 1);
        Assert.Equal(10, Summary.Of(FigureFile.Read(Repository.Root)).Split('\n').Count(line => line.StartsWith("- ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_page_without_a_place_for_the_summary_is_refused()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Report.Of(new BenchRuns([]), "# Performance\n"));

        Assert.Contains("<!-- summary: begin -->", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_that_was_not_measured_is_a_dash_and_a_goal_without_figures_says_so()
    {
        var page = TablePage.Of(new BenchRuns([]));

        Assert.Contains("| GET 4 KB ≥ 0.8 × nginx | — | not measured |", page, StringComparison.Ordinal);
        Assert.Empty(Summary.Of(new BenchRuns([])).Trim());
    }
}
