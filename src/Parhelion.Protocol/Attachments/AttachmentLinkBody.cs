namespace Parhelion.Protocol;

/// <summary>Body of <c>POST …/attachments/links</c>, an extension of Parhelion.</summary>
/// <param name="MediaUrl">The media URL that the upload returned.</param>
/// <param name="ExpiresIn">Lifetime of the link in seconds, 60 to 604,800 (7 days).</param>
/// <param name="Download">Whether a browser saves the file instead of showing it. Default: false.</param>
public sealed record AttachmentLinkBody(string MediaUrl, long ExpiresIn, bool? Download = null);
