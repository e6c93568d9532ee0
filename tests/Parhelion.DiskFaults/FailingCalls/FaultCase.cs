namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>One call of one operation fails with one error.</summary>
internal sealed record FaultCase(string Operation, DiskCall Call, int Error)
{
    /// <summary>EIO.</summary>
    public const int InputOutputError = 5;

    /// <summary>ENOSPC.</summary>
    public const int NoSpace = 28;

    // What needs space.
    private static readonly HashSet<string> Growing = new(StringComparer.Ordinal) { "open", "mkdir", "rename", "link", "write", "allocate", "fsync" };

    /// <summary>All cases of an operation.</summary>
    public static IEnumerable<FaultCase> Of(string operation, IEnumerable<DiskCall> calls) => calls.SelectMany(call =>
        Growing.Contains(call.Name)
            ? (FaultCase[])[new(operation, call, InputOutputError), new(operation, call, NoSpace)]
            : [new(operation, call, InputOutputError)]);

    /// <inheritdoc />
    public override string ToString() => $"{Operation}: {Call.Name} number {Call.Number} ({Call.Path}) fails with {(Error == NoSpace ? "ENOSPC" : "EIO")}";
}
