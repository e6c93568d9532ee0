namespace Parhelion.DiskFaults.Crashes;

/// <summary>The crashes of one file system.</summary>
internal sealed record PowerCutResult(string FileSystem, List<Verdict> Verdicts, TimeSpan Took)
{
    /// <summary>Above the rows.</summary>
    public const string Header = "fs     states  acknowledged  unfinished  lost  removed  served  receipts  renditions  lie  words  refused  crashed  verify  not mounted  seconds";

    /// <summary>Whether every promise was kept.</summary>
    public bool IsClean => Verdicts.TrueForAll(verdict => verdict.Findings.Count == 0 || !verdict.IsMounted);

    /// <summary>A row of the table.</summary>
    public override string ToString() =>
        $"{FileSystem,-6}{Verdicts.Count,7}{Verdicts.Sum(verdict => verdict.Acknowledged),14}{Verdicts.Sum(verdict => verdict.Unfinished),12}{Sum(FindingKind.Lost),6}{Verdicts.Sum(verdict => verdict.Removed),9}"
        + $"{Sum(FindingKind.Served),8}{Verdicts.Sum(verdict => verdict.Receipts),10}{Verdicts.Sum(verdict => verdict.Renditions),12}{Sum(FindingKind.Lie),5}{Sum(FindingKind.Word),7}{Sum(FindingKind.Refused),9}"
        + $"{Sum(FindingKind.Crashed),9}{Sum(FindingKind.Verify),8}{Verdicts.Count(verdict => !verdict.IsMounted),13}{Took.TotalSeconds,9:0}";

    private int Sum(FindingKind kind) => Verdicts.Where(verdict => verdict.IsMounted).Sum(verdict => verdict.Count(kind));
}
