namespace Parhelion.Core.Uploading;

/// <summary>The upload link that an upload uses. Each attachment that is stored with it counts as one use.</summary>
/// <param name="LinkId">Id of the link.</param>
/// <param name="MaxUploads">How many attachments can be uploaded with it: 1 to 100.</param>
/// <param name="ExpiresAt">When the link expires.</param>
public sealed record UploadLinkUse(string LinkId, int MaxUploads, DateTimeOffset ExpiresAt);
