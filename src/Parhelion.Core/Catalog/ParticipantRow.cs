namespace Parhelion.Core.Catalog;

/// <summary>A row of the table <c>participants</c>: a user who takes part in a conversation, with the external id of the user.</summary>
public sealed record ParticipantRow(
    string Id, string ConversationId, string UserId, string? UserExternalId, long UnreadCount, DateTimeOffset? LastRead);
