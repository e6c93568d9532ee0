namespace Parhelion.Server.Media;

/// <summary>The reads of one public file within a short time.</summary>
/// <param name="AttachmentId">The attachment.</param>
/// <param name="FileName">Its name.</param>
/// <param name="Count">Number of responses.</param>
public sealed record MediaRead(string AttachmentId, string FileName, long Count);
