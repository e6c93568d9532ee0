using Parhelion.BenchReport.Figures;
using static Parhelion.BenchReport.Figures.ServerNames;

namespace Parhelion.BenchReport.Pages;

/// <summary>The goals, and whether the latest run that measured each reaches it.</summary>
internal static class Goals
{
    private const int Connections = 16;

    private static readonly string[] SharedStoreWorkloads =
    [
        WorkloadNames.RandomGet(Sizes.Small, WorkloadNames.FewFiles),
        WorkloadNames.RandomGet(Sizes.Photo, WorkloadNames.FewFiles),
        WorkloadNames.Upload(Sizes.Small, Connections),
        WorkloadNames.Upload(Sizes.Photo, Connections),
        WorkloadNames.Delete,
    ];

    private static readonly Goal[] All =
    [
        Beside("GET 4 KB", Nginx, 0.8),
        Beside("GET 4 KB", AspNetCore, 2),
        Beside("GET 64 KB", Nginx, 1),
        Beside("GET 1 MB", Nginx, 1.2),
        Beside("GET 50 MB", Nginx, 1.2),
        new("GET 64 KB of very many files ≥ 0.9 × nginx", run => AtLeast(run.Ratio(WorkloadNames.RandomGet(Sizes.Medium, run.Files), Nginx), 0.9)),
        Beside(WorkloadNames.NotModified, Nginx, 0.8),
        Beside(WorkloadNames.Upload(Sizes.Small, Connections), Prosody, 4),
        Beside(WorkloadNames.Upload(Sizes.Small, Connections), AspNetCore, 1.2),
        BesideNginxOrWriting(Sizes.Photo),
        BesideNginxOrWriting(Sizes.Large),
        Flushed("flushed upload 4 KB at 64 connections ≥ 4 × flushed file writing", Sizes.Small, 64, 4),
        Flushed("flushed upload 50 MB at 16 connections ≥ 1/1.3 × flushed file writing", Sizes.Video, Connections, 1 / 1.3),
        .. SharedStoreWorkloads.Select(workload => Beside(WorkloadNames.Shared(workload), UsualS3, 1.5)),
        .. WorkloadNames.OfApi.Select(AtMostTwoGets),
        Below("64 uploads of 50 MB take < 150 MB above the idle server", FactNames.Uploading, 150),
        Below("the idle server takes < 80 MB", FactNames.Idle, 80),
        Below("10,000 idle connections take < 200 MB", FactNames.Connections, 200),
        Grown("upload", FactNames.UploadGrowth),
        Grown("GET", FactNames.GetGrowth),
        Grown("delete", FactNames.DeleteGrowth),
        Below("the first response comes < 1 s after the start", FactNames.Start, 1),
    ];

    /// <summary>The goals in words, each with what was measured; <c>null</c> where nothing was.</summary>
    public static IReadOnlyList<(string Text, Verdict? Verdict)> Judge(BenchRuns runs) =>
        [.. All.Select(goal => (goal.Text, runs.All.Reverse().Select(goal.Judge).FirstOrDefault(verdict => verdict is not null)))];

    /// <summary>A table in Markdown.</summary>
    public static string Table(BenchRuns runs)
    {
        var lines = Judge(runs).Select(goal => goal.Verdict is { } verdict
            ? $"| {goal.Text} | {verdict.Measured} | {(verdict.IsReached ? "reached" : "**missed**")} |"
            : $"| {goal.Text} | — | not measured |");
        return $"| goal | measured | |\n|---|---|---|\n{string.Join('\n', lines)}\n";
    }

    private static Goal Beside(string workload, string peer, double factor) =>
        new($"{workload} ≥ {factor} × {peer}", run => AtLeast(run.Ratio(workload, peer), factor));

    // Whichever is lower: twice nginx, or 1/1.3 of what a thread writes without a server.
    private static Goal BesideNginxOrWriting(int size)
    {
        var workload = WorkloadNames.Upload(size, Connections);
        return new($"{workload} ≥ 2 × nginx, or ≥ 1/1.3 × file writing", run =>
        {
            var nginx = run.Ratio(workload, Nginx);
            var writing = run.Rate(workload, ServerNames.Parhelion) / run.Rate(WorkloadNames.Upload(size, 1), FileWriting);
            return nginx is null || writing is null ? null : new Verdict($"{nginx:F2} ×, {writing:F2} ×", nginx >= 2 || writing >= 1 / 1.3);
        });
    }

    private static Goal Flushed(string text, int size, int connections, double factor)
    {
        var workload = WorkloadNames.FlushedUpload(size, connections);
        return new(text, run => AtLeast(
            run.Ratio(workload, FileWriting) ?? run.Rate(workload, ServerNames.Parhelion) / run.Rate(WorkloadNames.FlushedUpload(size, 1), FileWriting), factor));
    }

    private static Goal AtMostTwoGets(string workload) => new(
        $"{workload} costs ≤ 2 × a {SameBytes}, in processor time and by rate",
        run =>
        {
            var cpu = run.Find(workload, ServerNames.Parhelion)?.CpuMicroseconds / run.Find(workload, SameBytes)?.CpuMicroseconds;
            var rate = 1 / run.Ratio(workload, SameBytes);
            return cpu is null || rate is null ? null : new Verdict($"{cpu:F2} ×, {rate:F2} ×", cpu <= 2 && rate <= 2);
        });

    private static Goal Below(string text, string fact, double limit) => new(
        text, run => run.Facts.GetValueOrDefault(fact) is { } value ? new Verdict(Numbers.Format(value.Median), value.Median < limit) : null);

    private static Goal Grown(string operation, string fact) => new(
        $"{operation} with very many attachments costs ≤ 1.2 × that with 1,000",
        run => run.Facts.GetValueOrDefault(fact) is { } value ? new Verdict($"{value.Median:F2} ×", value.Median <= 1.2) : null);

    private static Verdict? AtLeast(double? ratio, double factor) => ratio is { } value ? new Verdict($"{value:F2} ×", value >= factor) : null;
}
