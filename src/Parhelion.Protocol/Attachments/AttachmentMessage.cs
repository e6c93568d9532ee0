namespace Parhelion;

/// <summary>A message that carries an attachment.</summary>
/// <param name="Id">Id of the message.</param>
/// <param name="ConversationId">Id of its conversation.</param>
public sealed record AttachmentMessage(string Id, string ConversationId);
