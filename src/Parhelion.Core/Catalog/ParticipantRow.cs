namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>participants</c>, together with the external id of the user. Each row says that a user takes part in a
/// conversation.</summary>
public sealed record ParticipantRow(
    string Id, string ConversationId, string UserId, string? UserExternalId, long UnreadCount, DateTimeOffset? LastRead)
{
    /// <summary>The active clients of the user in the conversation, the primary one first. Empty unless the caller has added them.</summary>
    public IReadOnlyList<ClientAssociationRow> Clients { get; init; } = [];
}
