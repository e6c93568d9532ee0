namespace Parhelion.Protocol;

/// <summary>The response to <c>GET …/attachments/usage</c> (200).</summary>
public sealed record UsageResponse(AttachmentUsage Usage);
