namespace Parhelion.Protocol;

/// <summary>The response to an upload (201).</summary>
public sealed record AttachmentResponse(Attachment Attachment);
