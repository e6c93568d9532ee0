namespace Parhelion.Core.Moving;

/// <summary>The counts of a restore.</summary>
/// <param name="Blobs">How many blobs were linked, copied or already there.</param>
/// <param name="Removed">Number of attachments in the backup that were deleted since. They stay deleted.</param>
/// <param name="Taken">Number of blobs without a row in the restored database. They were moved into the quarantine.</param>
/// <param name="Replaced">Path of the previous database; <c>null</c> when there was none.</param>
public sealed record RestorationResult(DataDirectoryBlobCounts Blobs, long Removed, long Taken, string? Replaced);
