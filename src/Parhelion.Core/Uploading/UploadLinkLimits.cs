namespace Parhelion.Core.Uploading;

/// <summary>Id and limits of the upload link with which a client uploads a file. Each attachment that is stored with the link counts as one use of the
/// link.</summary>
/// <param name="LinkId">Id of the link.</param>
/// <param name="MaxUploads">How many attachments can be uploaded with the link: 1 to 100.</param>
/// <param name="ExpiresAt">When the link expires. Afterwards no upload with the link can begin.</param>
public sealed record UploadLinkLimits(string LinkId, int MaxUploads, DateTimeOffset ExpiresAt)
{
    /// <summary>How long an upload can be completed after its link has expired, if the upload began before: one day.</summary>
    public static readonly TimeSpan CompletionTime = TimeSpan.FromDays(1);

    /// <summary>How long the number of uses of an expired link is kept. This time is longer than <see cref="CompletionTime"/>, so that the count cannot begin
    /// again.</summary>
    public static readonly TimeSpan KeptTime = TimeSpan.FromDays(2);
}
