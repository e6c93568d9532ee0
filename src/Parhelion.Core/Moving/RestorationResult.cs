namespace Parhelion.Core.Moving;

/// <summary>The result of a restore.</summary>
/// <param name="Blobs">How many blobs were linked, copied or already there.</param>
/// <param name="Removed">Attachments of the backup that were deleted since, and stay deleted.</param>
/// <param name="Taken">Blobs without a row in the restored database. They were moved into the quarantine.</param>
/// <param name="Replaced">Path of the previous database; <c>null</c> when there was none.</param>
public sealed record RestorationResult(BlobFileCounts Blobs, long Removed, long Taken, string? Replaced);
