namespace Parhelion.Protocol;

/// <summary>A response with one page of attachments, newest first.</summary>
public sealed record AttachmentListResponse(IReadOnlyList<AttachmentDetails> Attachments, PageMeta Meta, PageLinks? Links = null);
