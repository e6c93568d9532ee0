namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>The table at the end of a run.</summary>
internal static class FaultReport
{
    /// <summary>One line for each operation: how many calls were to fail, how many did, and what was broken then.</summary>
    public static IEnumerable<string> Lines(List<FaultOutcome> outcomes)
    {
        yield return "operation      cases  failed  broken";
        foreach (var operation in outcomes.GroupBy(outcome => outcome.Case.Operation))
        {
            var broken = operation.Where(outcome => outcome.Findings.Count > 0).ToList();
            var kinds = broken.SelectMany(outcome => outcome.Findings.Select(finding => finding.Kind)).CountBy(kind => kind).Select(kind => $"{kind.Key} {kind.Value}");
            yield return $"{operation.Key,-12}{operation.Count(),8}{operation.Count(outcome => outcome.Hit is not null),8}{broken.Count,8}  {string.Join(", ", kinds)}";
        }
    }
}
