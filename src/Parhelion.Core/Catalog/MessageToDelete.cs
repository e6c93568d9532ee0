namespace Parhelion.Core.Catalog;

/// <summary>
/// Holds the fields of a message that the server needs to delete the message. The content and the metadata are left out. Of the author, only the id is kept.
/// </summary>
public sealed record MessageToDelete(string Id, string ConversationId, long Epoch, string? AuthorId, DateTimeOffset ReceivedAt);
