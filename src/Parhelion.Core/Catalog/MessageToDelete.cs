namespace Parhelion.Core.Catalog;

/// <summary>Holds the fields of a message that the server needs to delete the message: no content, no metadata, and only the id of the author.</summary>
public sealed record MessageToDelete(string Id, string ConversationId, long Epoch, string? AuthorId, DateTimeOffset ReceivedAt);
