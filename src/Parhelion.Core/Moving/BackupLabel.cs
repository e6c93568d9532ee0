namespace Parhelion.Core.Moving;

/// <summary>The label of a backup.</summary>
/// <param name="Installation">The id of the installation.</param>
/// <param name="IsComplete">Whether the backup is complete: the last run has ended without a fault.</param>
/// <param name="Watermark">The watermark of the database in the backup, if the backup is complete.</param>
public sealed record BackupLabel(string Installation, bool IsComplete, long Watermark);
