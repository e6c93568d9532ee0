namespace Parhelion.Core.Catalog;

/// <summary>The fields of a message that are needed to delete it.</summary>
public sealed record MessageToDelete(string Id, string ConversationId, long Epoch, string? AuthorId, DateTimeOffset ReceivedAt);
