namespace Parhelion.Protocol;

/// <summary>The response to <c>GET …/attachments/{attachmentId}</c> (200).</summary>
public sealed record AttachmentDetailsResponse(AttachmentDetails Attachment);
