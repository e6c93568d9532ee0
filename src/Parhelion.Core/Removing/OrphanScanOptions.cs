namespace Parhelion.Core.Removing;

/// <summary>Says from which age <see cref="OrphanScan"/> treats a file as left over, and how long it keeps a blob in the quarantine.</summary>
public sealed record OrphanScanOptions
{
    /// <summary><c>Sweep:OrphanAge</c>: minimum age at which a staged file or a blob without a row counts as left over.</summary>
    public TimeSpan MinAge { get; init; }

    /// <summary><c>Uploads:ResumableAfter</c>: minimum age at which bytes of a resumable upload without a row count as left over. If <see cref="MinAge"/> is
    /// longer, that age applies.</summary>
    public TimeSpan PartialMinAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary><c>Sweep:QuarantineDays</c>: how long a blob without a row stays in the quarantine before it is erased.</summary>
    public TimeSpan QuarantineTime { get; init; }
}
