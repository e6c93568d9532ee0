namespace Parhelion.Protocol;

/// <summary>The response to <c>POST …/attachments/uploadLinks</c> (201).</summary>
public sealed record UploadLinkResponse(UploadLink UploadLink);
