using Parhelion.Core.Moving;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Moving;

/// <summary>Formats the report that <c>migrate</c> prints at its end: what was copied, whether the copy is complete, and what the operator has still to
/// do.</summary>
internal static class MoveReportFormatter
{
    public static IEnumerable<string> Lines(InstallationMoveResult result, string? advice)
    {
        yield return "";
        yield return $"{"table",-15}{"new",12}{"changed",12}{"deleted",12}{"unchanged",14}";
        foreach (var table in result.Tables.Where(table => table.Added + table.Updated + table.Deleted + table.Same > 0))
        {
            yield return $"{table.Table,-15}{table.Added,12:N0}{table.Updated,12:N0}{table.Deleted,12:N0}{table.Same,14:N0}";
        }

        var blobs = result.Blobs;
        yield return "";
        yield return $"{Count(blobs.Copied, "blob")} copied ({SizeAndDurationFormatter.Bytes(blobs.Bytes)}), {blobs.Found:N0} already in the new store{(blobs.Copied + blobs.Found > 0 ? "; each was read back from there, and its hash matches its row" : "")}";
        yield return $"{Count(blobs.Faults, "fault")}; {Count(result.Passes, "pass", "passes")} in {SizeAndDurationFormatter.Time(result.Duration)}, the last in {SizeAndDurationFormatter.Time(result.LastPass)}";
        yield return "";
        yield return Verdict(result);
        if (advice is not null) yield return advice;
    }

    private static string Verdict(InstallationMoveResult result) => result.Outcome switch
    {
        InstallationMoveOutcome.Faulty =>
            "The copy is incomplete: attachments whose bytes are missing or wrong were left out. Restore their files, or remove these attachments from the current server. Then run the same command again.",
        InstallationMoveOutcome.Incomplete =>
            $"The copy is incomplete: the current server was still writing. Stop the server and run the same command again. This takes about as long as the last pass, {SizeAndDurationFormatter.Time(result.LastPass)}.",
        _ when result.Blobs.Faults > 0 => "The copy is complete except for the attachments above, which were left out. Stop the current server, and start a server with the copy.",
        _ when result.ChangedAnything =>
            "The copy is complete. If the current server still runs, stop it and run the same command again. Then start a server with the copy.",
        _ => "The copy is complete: there was nothing left to copy. Stop the current server, if it still runs, and start a server with the copy.",
    };

    private static string Count(long count, string one, string? many = null) => $"{count:N0} {(count == 1 ? one : many ?? one + "s")}";
}
