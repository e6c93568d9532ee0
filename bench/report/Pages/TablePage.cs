using System.Text;
using Parhelion.BenchReport.Figures;

namespace Parhelion.BenchReport.Pages;

/// <summary>The page with all figures of all runs, in Markdown.</summary>
internal static class TablePage
{
    private const string Introduction =
        """
        # Figures of the bench

        <!-- not run: measures, or writes into the repository -->
        ```sh
        ./run bench peers --write    # measure, and write this page and the charts
        ./run bench charts           # write them again from the figures in peers.json
        ```

        [performance.md](../performance.md) has the charts, [bench/README.md](../../bench/README.md) says
        how each workload and server is set up. Figures are medians of the rounds.

        | column | meaning |
        |---|---|
        | requests/s | correct responses per second |
        | lowest–highest | the slowest and the fastest round |
        | MB/s | content per second, in units of 1,000,000 bytes |
        | ratio | how many times as fast as that server Parhelion is |
        | p50 ms, p99 ms | half, or 99 of 100, of the responses came within this time |
        | CPU µs | processor time of the server for one request |
        | memory MB | the highest memory of the server |

        ## Goals

        The latest run that measured a goal counts. File writing is one thread that writes one file after
        another, without a server. A GET of as many bytes reads a public file of Parhelion that is as long as
        the response with which it is compared.


        """;

    /// <summary>The whole page.</summary>
    public static string Of(BenchRuns runs)
    {
        var text = new StringBuilder(Introduction).Append(Goals.Table(runs));
        foreach (var run in runs.All) Append(text, run);
        return $"{text.ToString().ReplaceLineEndings("\n").Replace("\n\n\n", "\n\n", StringComparison.Ordinal).TrimEnd()}\n";
    }

    private static void Append(StringBuilder text, BenchRun run)
    {
        text.Append($"\n## {run.Date}, {(run.Complete ? "complete run" : "partial run")}\n\n<!-- not run: measured these figures -->\n```sh\n{run.Command}\n```\n\n");
        text.Append($"Rounds: {run.Rounds}. Seconds of each measurement: {run.Seconds}. Machine:\n\n{run.Machine}.\n\n");
        foreach (var note in run.Notes) text.Append($"{note}\n\n");
        Append(text, "", run.Servers.Select(server => $"- {server.Key}: {server.Value}\n"));
        text.Append(WorkloadTables.Of(run, WorkloadGroups.Get, "Downloads, 32 connections"));
        text.Append(WorkloadTables.Of(run, WorkloadGroups.Upload, "Uploads, not flushed (`Durability=Os`)"));
        text.Append(WorkloadTables.Of(run, WorkloadGroups.UploadFull, "Uploads, flushed (`Durability=Full`)"));
        text.Append(WorkloadTables.Of(run, WorkloadGroups.Change, "Mixed requests and deletions"));
        text.Append(WorkloadTables.Of(run, WorkloadGroups.SharedStore, "PostgreSQL and S3"));
        text.Append(WorkloadTables.Of(run, WorkloadGroups.Api, "Requests to the API, 32 connections"));
        if (run.Cascades.Count > 0) AppendCascades(text, run.Cascades);
        Append(text, "### Start, memory, growth\n\n| median of the rounds | |\n|---|---:|\n", run.Facts.Select(fact => $"| {fact.Key} | {Text(fact.Value)} |\n"));
        Append(text, "### Not measured\n\n", run.NotMeasured.Select(remark => $"- {remark.ReplaceLineEndings(" ")}\n"));
    }

    private static void Append(StringBuilder text, string head, IEnumerable<string> lines)
    {
        var all = string.Concat(lines);
        if (all.Length > 0) text.Append($"{head}{all}\n");
    }

    private static void AppendCascades(StringBuilder text, IReadOnlyList<CascadeCost> cascades)
    {
        text.Append($"### A user with {cascades[0].Attachments:N0} attachments is deleted while others upload\n\n| {CascadeCost.Columns} |\n");
        text.Append($"|{string.Concat(CascadeCost.Columns.Split(" | ").Select(_ => "---:|"))}\n");
        text.Append($"{string.Join('\n', cascades.Select(cascade => $"| {cascade.Row} |"))}\n\n");
    }

    private static string Text(Fact fact) => fact is { Lowest: { } lowest, Highest: { } highest }
        ? $"{Numbers.Format(fact.Median)} ({Numbers.Format(lowest)}–{Numbers.Format(highest)})"
        : Numbers.Format(fact.Median);
}
