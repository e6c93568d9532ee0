namespace Parhelion.Core.Uploading;

/// <summary>The upload link that an upload uses. Each attachment that is stored with it counts as one use.</summary>
/// <param name="LinkId">Id of the link.</param>
/// <param name="MaxUploads">How many attachments can be uploaded with it: 1 to 100.</param>
/// <param name="ExpiresAt">When the link expires. No upload can begin after that.</param>
public sealed record UploadLinkUse(string LinkId, int MaxUploads, DateTimeOffset ExpiresAt)
{
    /// <summary>How long after its link has expired an upload that began before can still be completed: one day.</summary>
    public static readonly TimeSpan CompletionTime = TimeSpan.FromDays(1);

    /// <summary>How long the count of an expired link is kept. It is longer than <see cref="CompletionTime"/>, so that a count cannot begin again.</summary>
    public static readonly TimeSpan KeptTime = TimeSpan.FromDays(2);
}
