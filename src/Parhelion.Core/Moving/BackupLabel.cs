namespace Parhelion.Core.Moving;

/// <summary>Says which installation a backup contains, and whether the backup is complete. The file <c>backup</c> in a <see cref="BackupFolder"/> contains this
/// label.</summary>
/// <param name="Installation">The id of the installation.</param>
/// <param name="IsComplete">Whether the last run of the backup has ended without a fault.</param>
/// <param name="Watermark">The watermark of the database in the backup; valid only if the backup is complete. A database and its store each have a watermark, a
/// number that only rises. A server raises it in the database first, and then in the store. A database with a lower watermark than its store is therefore an
/// older copy.</param>
public sealed record BackupLabel(string Installation, bool IsComplete, long Watermark);
