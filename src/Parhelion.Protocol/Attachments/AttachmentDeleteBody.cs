namespace Parhelion.Protocol;

/// <summary>Body of <c>POST …/attachments/remove</c>.</summary>
/// <param name="MediaUrl">The media URL that the upload returned.</param>
public sealed record AttachmentDeleteBody(string MediaUrl);
