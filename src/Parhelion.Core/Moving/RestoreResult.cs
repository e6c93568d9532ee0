namespace Parhelion.Core.Moving;

/// <summary>The result of one restore: the numbers of restored blobs, of attachments that stay deleted and of quarantined blobs.</summary>
/// <param name="Blobs">How many blobs were linked, copied or already there.</param>
/// <param name="Removed">Number of attachments in the backup that were deleted after the backup. These attachments stay deleted.</param>
/// <param name="Taken">Number of blobs that have no row in the restored database. These blobs were moved into the quarantine.</param>
/// <param name="Replaced">Path of the previous database; <c>null</c> when there was none.</param>
public sealed record RestoreResult(DataDirectoryBlobCopyCounts Blobs, long Removed, long Taken, string? Replaced);
