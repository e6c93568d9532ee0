namespace Parhelion.Protocol;

/// <summary>The response to <c>POST …/attachments/links</c> (201).</summary>
public sealed record AttachmentLinkResponse(AttachmentLink Link);
