namespace Parhelion.Core.Moving;

/// <summary>The label of a backup: names its installation and says whether the backup is complete.</summary>
/// <param name="Installation">The id of the installation.</param>
/// <param name="IsComplete">Whether the last run has ended without a fault.</param>
/// <param name="Watermark">The watermark of the database in the backup, if the backup is complete. A watermark is a number that is raised in a database first
/// and then in its store. A database with a lower watermark than its store is an older copy.</param>
public sealed record BackupLabel(string Installation, bool IsComplete, long Watermark);
