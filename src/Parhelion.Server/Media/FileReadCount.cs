namespace Parhelion.Server.Media;

/// <summary>Says how often clients read one public file since the previous call of <see cref="PublicReadCounter.Take"/>.</summary>
/// <param name="AttachmentId">Id of the attachment.</param>
/// <param name="FileName">Name of the file.</param>
/// <param name="Count">Number of responses.</param>
public sealed record FileReadCount(string AttachmentId, string FileName, long Count);
