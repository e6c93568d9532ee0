namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>One file call of an operation.</summary>
/// <param name="Name">The name that <c>faults.c</c> gives to it.</param>
/// <param name="Number">How many calls of this name come before it in the operation.</param>
/// <param name="Path">What it is about, below the root.</param>
internal sealed record DiskCall(string Name, int Number, string Path)
{
    /// <summary>Reads the lines of a trace.</summary>
    public static List<DiskCall> Parse(IEnumerable<string> lines, string root)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var calls = new List<DiskCall>();
        foreach (var line in lines)
        {
            var (name, path) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            var number = counts.GetValueOrDefault(name);
            counts[name] = number + 1;
            calls.Add(new DiskCall(name, number, path.Replace(root, "", StringComparison.Ordinal)));
        }

        return calls;
    }
}
