namespace Parhelion.Core.Moving;

/// <summary>Counts the attachments, blobs and faults of one backup run.</summary>
/// <param name="Rows">Number of attachments.</param>
/// <param name="Blobs">How many blobs were linked, copied, already there or erased.</param>
/// <param name="Faults">Number of faults: attachments whose blob is missing or wrong, left-over blobs and files, and findings of damage in the
/// database.</param>
public sealed record BackupResult(long Rows, DataDirectoryBlobCopyCounts Blobs, long Faults);
