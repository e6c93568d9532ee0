using Parhelion.Core.Moving;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Moving;

/// <summary>Formats the report that <c>migrate</c> prints at its end.</summary>
internal static class MoveReport
{
    public static IEnumerable<string> Lines(MoveResult result, string? advice)
    {
        yield return "";
        yield return $"{"table",-15}{"new",12}{"changed",12}{"gone",12}{"same",14}";
        foreach (var table in result.Tables.Where(table => table.Added + table.Updated + table.Deleted + table.Same > 0))
        {
            yield return $"{table.Table,-15}{table.Added,12:N0}{table.Updated,12:N0}{table.Deleted,12:N0}{table.Same,14:N0}";
        }

        var blobs = result.Blobs;
        yield return "";
        yield return $"{Count(blobs.Copied, "blob")} copied ({HumanReadableFormat.Bytes(blobs.Bytes)}), {blobs.Found:N0} found in place{(blobs.Copied + blobs.Found > 0 ? "; each was read back from the new store and has the hash of its row" : "")}";
        yield return $"{Count(blobs.Faults, "fault")}; {Count(result.Passes, "pass", "passes")} in {HumanReadableFormat.Time(result.Duration)}, the last in {HumanReadableFormat.Time(result.LastPass)}";
        yield return "";
        yield return Verdict(result);
        if (advice is not null) yield return advice;
    }

    private static string Verdict(MoveResult result) => result.Outcome switch
    {
        InstallationMoveOutcome.Faulty =>
            "The copy is not whole: attachments whose bytes are missing or wrong were left out. Restore their files or remove them at the present server, and run the same command again.",
        InstallationMoveOutcome.Incomplete =>
            $"The copy is not whole: the present server was still writing. Stop it and run the same command again; it takes about as long as the last pass, {HumanReadableFormat.Time(result.LastPass)}.",
        _ when result.Blobs.Faults > 0 => "Both sides are the same except for the attachments above, which the copy leaves out. Serve the copy, and stop serving the present installation.",
        _ when result.ChangedAnything =>
            "Both sides are the same. If the present server still runs, stop it and run the same command again before you serve the copy; if not, serve it.",
        _ => "Nothing was left to copy: both sides are the same. Serve the copy, once the present server is stopped.",
    };

    private static string Count(long count, string one, string? many = null) => $"{count:N0} {(count == 1 ? one : many ?? one + "s")}";
}
