using System.Text;
using Parhelion.BenchReport.Figures;

namespace Parhelion.BenchReport.Pages;

/// <summary>The figures of a group of workloads in Markdown: a table for each workload, with a row for each server.</summary>
internal static class WorkloadTables
{
    private const double Megabyte = 1_000_000;

    // From this size on, bytes per second say more than requests per second.
    private const int LargeBytes = 64 * 1024;

    private static readonly Column[] Columns =
    [
        new("requests/s", (_, one) => Optional(one.RequestsPerSecond)),
        new("lowest–highest", (_, one) => one.Lowest is { } lowest && one.Highest is { } highest ? $"{Numbers.Format(lowest)}–{Numbers.Format(highest)}" : null),
        new("MB/s", (workload, one) => workload.Bytes >= LargeBytes ? Optional(one.RequestsPerSecond * workload.Bytes / Megabyte) : null),
        new("ratio", (workload, one) => Ratio(workload, one) is { } ratio ? $"{ratio:F2}×" : null),
        new("p50 ms", (_, one) => Optional(one.P50Milliseconds)),
        new("p99 ms", (_, one) => Optional(one.P99Milliseconds)),
        new("CPU µs", (_, one) => Optional(one.CpuMicroseconds)),
        new("memory MB", (_, one) => Optional(one.MemoryMegabytes)),
    ];

    /// <summary>The section of a group; empty if the run has no figures of it.</summary>
    public static string Of(BenchRun run, string group, string title)
    {
        var workloads = run.Workloads.Where(one => one.Group == group).ToList();
        if (workloads.Count == 0) return "";
        var text = new StringBuilder($"### {title}\n\n");
        foreach (var workload in workloads) Append(text, workload);
        return text.ToString();
    }

    // Columns without a figure are left out.
    private static void Append(StringBuilder text, WorkloadFigures workload)
    {
        var columns = Columns.Where(column => workload.Servers.Any(server => column.Cell(workload, server) is not null)).ToList();
        text.Append($"#### {workload.Name}\n\n| server | {string.Join(" | ", columns.Select(column => column.Head))} |\n");
        text.Append($"|---|{string.Concat(columns.Select(_ => "---:|"))}\n");
        foreach (var server in workload.Servers)
        {
            text.Append($"| {server.Server} | {string.Join(" | ", columns.Select(column => column.Cell(workload, server) ?? "—"))} |\n");
        }

        text.Append('\n');
    }

    private static double? Ratio(WorkloadFigures workload, ServerFigures one) => one.Server == ServerNames.Parhelion
        ? null
        : one.Ratio ?? workload.Servers.FirstOrDefault(server => server.Server == ServerNames.Parhelion)?.RequestsPerSecond / one.RequestsPerSecond;

    private static string? Optional(double? value) => value is { } known ? Numbers.Format(known) : null;

    private sealed record Column(string Head, Func<WorkloadFigures, ServerFigures, string?> Cell);
}
