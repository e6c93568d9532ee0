namespace Parhelion.Core.Catalog;

/// <summary>The fields of a message that its deletion needs.</summary>
public sealed record DeletedMessageRow(string Id, string ConversationId, long Epoch, string? AuthorId, DateTimeOffset ReceivedAt);
