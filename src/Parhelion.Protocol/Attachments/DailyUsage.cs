namespace Parhelion;

/// <summary>The uploads and deletions of one day.</summary>
/// <param name="Date">The day in UTC, such as <c>2026-05-01</c>.</param>
/// <param name="Uploads">Number of attachments that were uploaded.</param>
/// <param name="UploadedBytes">Their size in bytes.</param>
/// <param name="Deletions">Number of attachments that were deleted.</param>
/// <param name="DeletedBytes">Their size in bytes.</param>
public sealed record DailyUsage(string Date, long Uploads, long UploadedBytes, long Deletions, long DeletedBytes);
