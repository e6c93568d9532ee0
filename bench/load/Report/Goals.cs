using Parhelion.Load.Peers;
using Parhelion.Load.Workloads;

namespace Parhelion.Load.Report;

/// <summary>What was wanted, held against what was measured.</summary>
internal static class Goals
{
    private const string Ours = "Parhelion";

    public static string Table(Results results, Options options)
    {
        var lines = All(options).Select(goal => goal.Judge(results) is { } verdict
            ? $"| {goal.Text} | {verdict.Measured} | {(verdict.IsReached ? "reached" : "**missed**")} |"
            : $"| {goal.Text} | — | not measured |");
        return $"### Goals\n\n| goal | measured | |\n|---|---|---|\n{string.Join('\n', lines)}\n";
    }

    private static IEnumerable<Goal> All(Options options) =>
    [
        Beside("GET 4 KB", "nginx", 0.8),
        Beside("GET 4 KB", "ASP.NET Core", 2),
        Beside("GET 64 KB", "nginx", 1),
        Beside("GET 1 MB", "nginx", 1.2),
        Beside("GET 50 MB", "nginx", 1.2),
        Beside($"GET 64 KB of {options.Files:N0} files", "nginx", 0.9),
        Beside("304", "nginx", 0.8),
        Beside(Upload(Sizes.Small), "prosody", 4),
        Beside(Upload(Sizes.Small), "ASP.NET Core", 1.2),
        BesideNginxOrWriting(Sizes.Photo),
        BesideNginxOrWriting(Sizes.Large),
        Flushed("flushed upload 4 KB at 64 connections ≥ 4 × flushed writing of files one by one", Sizes.Small, 64, 4),
        Flushed("flushed upload 50 MB within 1.3 of flushed writing of files", Sizes.Video, 16, 1 / 1.3),
        Below("64 uploads of 50 MB take < 150 MB above the idle server", Limits.Facts.Uploading, 150),
        Below("the idle server takes < 80 MB", Limits.Facts.Idle, 80),
        Below("10,000 idle connections take < 200 MB", Limits.Facts.Connections, 200),
        Grown("upload", Limits.Facts.UploadGrowth),
        Grown("GET", Limits.Facts.GetGrowth),
        Grown("delete", Limits.Facts.DeleteGrowth),
        Below("the first answer comes < 1 s after the start", Limits.Facts.Start, 1),
    ];

    private static string Upload(int size) => UploadLoad.NameOf(Groups.Upload, size, 16);

    private static Goal Beside(string workload, string peer, double factor) => new(
        $"{workload} ≥ {factor} × {peer}",
        results => results.Rate(workload, Ours) / results.Rate(workload, peer) is { } ratio ? new Verdict($"{ratio:F2} ×", ratio >= factor) : null);

    // Whichever is lower: twice nginx, or 1/1.3 of what writing the files takes without a server.
    private static Goal BesideNginxOrWriting(int size) => new(
        $"{Upload(size)} ≥ 2 × nginx, or within 1.3 of writing files",
        results =>
        {
            var (ours, nginx) = (results.Rate(Upload(size), Ours), results.Rate(Upload(size), "nginx"));
            var writing = results.Rate(UploadLoad.NameOf(Groups.Upload, size, 1), FileWriting.Name);
            if (ours is null || nginx is null || writing is null) return null;
            return new Verdict($"{ours / nginx:F2} × nginx, {ours / writing:F2} × writing", ours >= Math.Min(2 * nginx.Value, writing.Value / 1.3));
        });

    private static Goal Flushed(string text, int size, int connections, double factor) => new(text, results =>
    {
        var ours = results.Rate(UploadLoad.NameOf(Groups.UploadFull, size, connections), Ours);
        var writing = results.Rate(UploadLoad.NameOf(Groups.UploadFull, size, 1), FileWriting.Name);
        return ours / writing is { } ratio ? new Verdict($"{ratio:F2} ×", ratio >= factor) : null;
    });

    private static Goal Below(string text, string fact, double limit) => new(
        text, results => results.Fact(fact) is { } value ? new Verdict($"{Tables.Number(value)}", value < limit) : null);

    private static Goal Grown(string what, string fact) => new(
        $"{what} at very many attachments costs ≤ 1.2 × that at 1,000",
        results => results.Fact(fact) is { } ratio ? new Verdict($"{ratio:F2} ×", ratio <= 1.2) : null);

    private sealed record Goal(string Text, Func<Results, Verdict?> Judge);

    private sealed record Verdict(string Measured, bool IsReached);
}
