using System.Text;

namespace Parhelion.Load.Report;

/// <summary>The results as tables in Markdown: a row for each workload, a column for each server.</summary>
internal static class Tables
{
    private const string Ours = "Parhelion";
    private const double MB = 1_000_000;

    // From here on bytes a second say more than requests.
    private const int TellingBytes = 64 * 1024;

    public static string Of(Results results, string group, string title)
    {
        var rows = results.All.Where(one => one.Group == group).ToList();
        if (rows.Count == 0) return "";
        var text = new StringBuilder($"### {title}\n\n");
        Append(text, "Requests a second: median (lowest–highest); × is how many times as fast Parhelion is.", rows, (workload, peer) => Rate(results, workload, peer));
        Append(text, "Milliseconds until an answer: p50 / p99.", rows, (workload, peer) => Latency(results, workload, peer));
        Append(text, "Microseconds of the server's processor time for a request.", rows, (workload, peer) => Figure(results.Median(workload, peer, one => one.Cpu)));
        Append(text, "The server's memory at the highest, in MB.", rows, (workload, peer) => Figure(results.Median(workload, peer, one => one.Peak / MB)));
        return text.ToString();
    }

    /// <summary>Thousands are set apart, and small figures have as many digits as mean something.</summary>
    public static string Number(double value) => value switch
    {
        >= 100 => $"{value:N0}",
        >= 10 => $"{value:F1}",
        _ => $"{value:F2}",
    };

    private static void Append(StringBuilder text, string caption, List<Measurement> rows, Func<string, string, string> cell)
    {
        var peers = rows.Select(one => one.Peer).Distinct(StringComparer.Ordinal).OrderBy(peer => peer != Ours).ToList();
        var lines = rows.Select(one => one.Workload).Distinct(StringComparer.Ordinal)
            .Select(workload => $"| {workload} | {string.Join(" | ", peers.Select(peer => cell(workload, peer)))} |").ToList();
        text.Append($"{caption}\n\n| | {string.Join(" | ", peers)} |\n|---|{string.Concat(peers.Select(_ => "---|"))}\n{string.Join('\n', lines)}\n\n");
    }

    private static string Rate(Results results, string workload, string peer)
    {
        if (results.Rate(workload, peer) is not { } rate) return "—";
        var all = results.Of(workload, peer).ToList();
        var cell = $"{Number(rate)} ({Number(all.Min(one => one.Rate))}–{Number(all.Max(one => one.Rate))})";
        if (all[0].Bytes >= TellingBytes) cell += $" {Number(rate * all[0].Bytes / MB)} MB/s";
        return peer != Ours && results.Rate(workload, Ours) is { } ours ? $"{cell} {ours / rate:F2}×" : cell;
    }

    // 0: no answer came to its end in the time.
    private static string Latency(Results results, string workload, string peer) =>
        results.Median(workload, peer, one => one.P50) is > 0 and var p50 ? $"{Number(p50)} / {Number(results.Median(workload, peer, one => one.P99)!.Value)}" : "—";

    // 0: not known.
    private static string Figure(double? value) => value is > 0 ? Number(value.Value) : "—";
}
