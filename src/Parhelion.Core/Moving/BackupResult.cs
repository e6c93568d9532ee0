namespace Parhelion.Core.Moving;

/// <summary>The counts of a backup run.</summary>
/// <param name="Rows">Number of attachments.</param>
/// <param name="Blobs">How many blobs were linked, copied, already there or erased.</param>
/// <param name="Faults">Number of attachments whose bytes are missing or wrong, and of other findings.</param>
public sealed record BackupResult(long Rows, BlobFileCounts Blobs, long Faults);
