namespace Parhelion.Core.Moving;

/// <summary>Says which installation a backup contains, and whether the backup is complete. The file <c>backup</c> in a <see cref="BackupFolder"/> contains this
/// label.</summary>
/// <param name="Installation">The id of the installation.</param>
/// <param name="IsComplete">Whether the last run of the backup has ended without a fault.</param>
/// <param name="Watermark">The watermark of the database in the backup. The value is valid only if the backup is complete. A watermark is a number that only
/// rises. A new number is written to the database first, and then to the store, so the current database is never behind its store. A database with a lower
/// watermark than its store is therefore an older copy.</param>
public sealed record BackupLabel(string Installation, bool IsComplete, long Watermark);
