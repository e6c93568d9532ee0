namespace Parhelion.DiskFaults.Crashes;

/// <summary>What a server that was started on a crash state did with its promises.</summary>
/// <param name="Point">The crash.</param>
/// <param name="Acknowledged">Uploads that had to be there; all were read.</param>
/// <param name="Removed">Removals that had to hold; all were read.</param>
/// <param name="Receipts">Receipts with <c>erasedAt</c> that had to be true.</param>
/// <param name="Unfinished">Resumable uploads that had to go on; all were completed and read.</param>
internal sealed record Verdict(CrashPoint Point, int Acknowledged, int Removed, int Receipts, int Unfinished)
{
    /// <summary>What was found, each with its kind.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Renditions that the crash has left; each had to have a row.</summary>
    public int Renditions { get; set; }

    /// <summary>Whether the kernel mounted the state at all. If not, it says nothing about the server.</summary>
    public bool IsMounted { get; set; } = true;

    /// <summary>How many findings are of a kind.</summary>
    public int Count(FindingKind kind) => Findings.Count(finding => finding.Kind == kind);
}

/// <summary>One broken promise.</summary>
internal sealed record Finding(FindingKind Kind, string Text)
{
    private const int ShortLength = 500;

    /// <summary>The beginning of a long text.</summary>
    public string Short => Text.Length <= ShortLength ? Text.Trim() : $"{Text[..ShortLength].Trim()} ...";
}

/// <summary>The kinds of broken promises.</summary>
internal enum FindingKind
{
    /// <summary>An acknowledged upload is not served, or with other bytes; or a resumable one does not go on at its offset.</summary>
    Lost,

    /// <summary>A removed attachment is served.</summary>
    Served,

    /// <summary>A receipt says that a file is erased, and it is on the disk.</summary>
    Lie,

    /// <summary>The name of an erased file is in the database files.</summary>
    Word,

    /// <summary>The server does not start, or does not accept an upload.</summary>
    Refused,

    /// <summary>The server has ended by itself, or did not say in one sentence why it does not start.</summary>
    Crashed,

    /// <summary><c>verify --bytes</c> found something else than left-over files.</summary>
    Verify,
}
