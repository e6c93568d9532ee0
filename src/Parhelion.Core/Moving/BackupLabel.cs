namespace Parhelion.Core.Moving;

/// <summary>The label of a backup: names its installation and says whether the backup is complete.</summary>
/// <param name="Installation">The id of the installation.</param>
/// <param name="IsComplete">Whether the last run has ended without a fault.</param>
/// <param name="Watermark">The watermark of the database in the backup; valid only if the backup is complete. A watermark is a number. It is raised in a
/// database first, then in its store. So a database with a lower watermark than its store is an older copy.</param>
public sealed record BackupLabel(string Installation, bool IsComplete, long Watermark);
