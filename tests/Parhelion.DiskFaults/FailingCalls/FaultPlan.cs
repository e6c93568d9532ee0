namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>Chooses the calls that fail.</summary>
internal static class FaultPlan
{
    // A migration writes page after page: these calls are alike.
    private const int MostAlike = 6;

    /// <summary>All cases in the order of the operations, or a random choice of them. Of calls of one name on one path that follow each other, the first
    /// three and the last three are taken.</summary>
    /// <param name="calls">The calls of each operation.</param>
    /// <param name="most">How many; <c>null</c>: all.</param>
    /// <param name="random">Chooses.</param>
    public static IReadOnlyList<FaultCase> Choose(Dictionary<string, List<DiskCall>> calls, int? most, Random random)
    {
        var all = calls.SelectMany(operation => FaultCase.Of(operation.Key, Thin(operation.Value))).ToList();
        if (most is not { } count || count >= all.Count) return all;
        // As many of each operation, so that those with few calls are not forgotten.
        var operations = all.GroupBy(fault => fault.Operation).Select(cases => Shuffled(cases, random)).ToList();
        return [.. Enumerable.Range(0, all.Count).SelectMany(index => operations.Where(cases => index < cases.Length).Select(cases => cases[index])).Take(count)];
    }

    private static FaultCase[] Shuffled(IEnumerable<FaultCase> cases, Random random)
    {
        var shuffled = cases.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static IEnumerable<DiskCall> Thin(List<DiskCall> calls)
    {
        for (int begin = 0, end; begin < calls.Count; begin = end)
        {
            for (end = begin + 1; end < calls.Count && calls[end].Name == calls[begin].Name && calls[end].Path == calls[begin].Path;) end++;
            var alike = calls[begin..end];
            foreach (var call in alike.Count <= MostAlike ? alike : [.. alike[..(MostAlike / 2)], .. alike[^(MostAlike / 2)..]]) yield return call;
        }
    }
}
