namespace Parhelion.Core.Catalog;

/// <summary>A message without its content and metadata, and with only the id of its author. Deleting a message needs only these fields.</summary>
public sealed record MessageHeader(string Id, string ConversationId, long Epoch, string? AuthorId, DateTimeOffset ReceivedAt);
