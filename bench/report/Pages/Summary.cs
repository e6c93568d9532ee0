using Parhelion.BenchReport.Figures;
using static Parhelion.BenchReport.Figures.ServerNames;

namespace Parhelion.BenchReport.Pages;

/// <summary>The most important figures in ten lines of Markdown, and where they were measured.</summary>
internal static class Summary
{
    /// <summary>The lines. A line whose figures were not measured is left out.</summary>
    public static string Of(BenchRuns runs)
    {
        string?[] lines =
        [
            Speed(runs, "Download 4 KB", WorkloadNames.Get(Sizes.Small), Nginx, AspNetCore),
            Speed(runs, "Download 64 KB", WorkloadNames.Get(Sizes.Medium), Nginx, AspNetCore),
            Speed(runs, "Download 1 MB", WorkloadNames.Get(Sizes.Large), Nginx, AspNetCore),
            Speed(runs, "Download 50 MB", WorkloadNames.Get(Sizes.Video), Nginx, AspNetCore),
            Speed(runs, "Upload 4 KB", WorkloadNames.Upload(Sizes.Small, 16), Nginx, AspNetCore),
            Speed(runs, "Upload 1 MB", WorkloadNames.Upload(Sizes.Large, 16), Nginx, AspNetCore),
            Speed(runs, "Upload 4 KB, flushed to disk", WorkloadNames.FlushedUpload(Sizes.Small, 64)),
            Memory(runs),
            Growth(runs),
            Reached(runs),
        ];
        return $"{string.Join('\n', lines.OfType<string>())}\n{Origin(runs)}";
    }

    private static string Origin(BenchRuns runs)
    {
        if (runs.All is not [var first, ..]) return "";
        var dates = string.Join(", ", runs.All.Select(run => run.Date).Distinct(StringComparer.Ordinal));
        var again = runs.All.Count == 1 ? "" : $"\nLater runs measured some of these figures again: {runs.All.Count - 1}.";
        return $"\nMeasured on {dates} (rounds: {first.Rounds}, seconds of each: {first.Seconds}), on this machine:\n{first.Machine}.{again}\n";
    }

    private static string? Speed(BenchRuns runs, string what, string workload, params IReadOnlyList<string> peers)
    {
        // A run that measured none of these peers may have been on a slower day.
        bool Compares(BenchRun run) => peers.Count == 0 || peers.Any(peer => run.Ratio(workload, peer) is not null);
        if (runs.Latest(run => Compares(run) ? run.Rate(workload, ServerNames.Parhelion) : null) is not { } rate) return null;
        var ratios = peers.Where(peer => runs.Ratio(workload, peer) is not null).Select(peer => $", {runs.Ratio(workload, peer):F2} × {peer}");
        return $"- {what}: **{Numbers.Format(rate)} per second**{string.Concat(ratios)}.";
    }

    private static string? Memory(BenchRuns runs) =>
        runs.Fact(FactNames.Idle) is { } idle && runs.Fact(FactNames.Uploading) is { } uploading && runs.Fact(FactNames.Start) is { } start
            ? $"- First response {start:F2} s after a start; idle memory {idle:F0} MB; {uploading:F0} MB more for 64 uploads of 50 MB."
            : null;

    private static string? Growth(BenchRuns runs)
    {
        var costs = new[] { FactNames.UploadGrowth, FactNames.GetGrowth, FactNames.DeleteGrowth }.Select(runs.Fact).OfType<double>().ToList();
        return costs.Count == 0 ? null : $"- With very many attachments a request costs at most {costs.Max():F2} × that with 1,000.";
    }

    private static string? Reached(BenchRuns runs)
    {
        var verdicts = Goals.Judge(runs).Select(goal => goal.Verdict).OfType<Verdict>().ToList();
        return verdicts.Count == 0 ? null : $"- Goals: {verdicts.Count(one => one.IsReached)} of {verdicts.Count} reached ([goals](performance/tables.md#goals)).";
    }
}
