namespace Parhelion.Core.Moving;

/// <summary>The label of a backup, which names the installation and says whether the backup is complete.</summary>
/// <param name="Installation">The id of the installation.</param>
/// <param name="IsComplete">Whether the last run of the backup has ended without a fault.</param>
/// <param name="Watermark">The watermark of the database in the backup. The value is valid only if the backup is complete. A watermark is a number that only
/// rises. A new number is written to the database first, and then to the store, so the current database is never behind its store. If a database has a
/// lower watermark than its store, it is an older copy.</param>
public sealed record BackupLabel(string Installation, bool IsComplete, long Watermark);
