using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>client_associations</c>, which says which client of a user (<see cref="ClientRow"/>) takes part in which
/// conversation.</summary>
public static class ClientAssociationTable
{
    // A page of participants has at most 100 users with few clients each. More rows are those of deleted users, which a cascade deletes soon.
    private const int MaxOfConversation = 10_000;

    // Index: primary key.
    private const string PutText = """
        INSERT INTO client_associations (conversation_id, client_id, user_id, position) VALUES (@conversation, @client, @user, @position)
        ON CONFLICT (conversation_id, client_id) DO UPDATE SET position = excluded.position
        """;

    // Index: primary keys.
    private const string ActiveText = """
        SELECT a.user_id, a.client_id, c.type, a.position, i.id, i.type
        FROM client_associations a JOIN clients c ON c.id = a.client_id LEFT JOIN integrations i ON i.id = c.integration_id
        WHERE a.conversation_id = @conversation AND c.status = 'active' AND (c.integration_id IS NULL OR i.id IS NOT NULL)
        LIMIT @limit
        """;

    // Index: client_associations_by_client, then primary keys. A client takes part in few conversations.
    private const string NewestText = """
        SELECT a.conversation_id, c.last_updated_at FROM client_associations a JOIN live_conversations c ON c.id = a.conversation_id WHERE a.client_id = @client
        """;

    // Index: primary key, client_associations_by_client.
    private const string GiveToClientText = """
        UPDATE client_associations SET client_id = @to WHERE client_id = @from
            AND NOT EXISTS (SELECT 1 FROM client_associations o WHERE o.conversation_id = client_associations.conversation_id AND o.client_id = @to)
        """;

    // Index: client_associations_by_user.
    private const string GiveToUserText = "UPDATE client_associations SET user_id = @to WHERE user_id = @from";

    // Index: client_associations_by_client.
    private const string CountText = "SELECT COUNT(*) FROM client_associations WHERE client_id = @client";

    // Index: client_associations_by_client.
    private const string DeleteOfClientText = "DELETE FROM client_associations WHERE client_id = @client";

    // Index: client_associations_by_user.
    private const string DeleteOfParticipantText = "DELETE FROM client_associations WHERE user_id = @user AND conversation_id = @conversation";

    // Index: primary key.
    private const string DeleteOfConversationText = """
        DELETE FROM client_associations WHERE conversation_id = @owner AND client_id IN
            (SELECT client_id FROM client_associations WHERE conversation_id = @owner ORDER BY client_id LIMIT @limit)
        """;

    // Index: client_associations_by_user, then the primary key.
    private const string DeleteOfUserText = """
        DELETE FROM client_associations WHERE (conversation_id, client_id) IN
            (SELECT conversation_id, client_id FROM client_associations WHERE user_id = @owner ORDER BY conversation_id, client_id LIMIT @limit)
        """;

    /// <summary>Lets a client take part in a conversation. If it takes part already, only its position changes.</summary>
    public static async ValueTask PutAsync(DatabaseSession session, string conversationId, ClientRow client, long position) =>
        await session.Sql(PutText).With("@conversation", conversationId).With("@client", client.Id).With("@user", client.UserId).With("@position", position)
            .ExecuteAsync();

    /// <summary>Lists the active clients that take part in a conversation, those of all participants, the primary ones first.</summary>
    public static async ValueTask<IReadOnlyList<ClientAssociationRow>> ActiveAsync(DatabaseSession session, string conversationId, CancellationToken cancellationToken)
    {
        var rows = await session.Sql(ActiveText).With("@conversation", conversationId).With("@limit", (long)MaxOfConversation).AllAsync(Read, cancellationToken);
        return [.. rows.OrderByDescending(row => row.Position).ThenByDescending(row => row.ClientId, StringComparer.Ordinal)];
    }

    /// <summary>Gets the conversation that a client takes part in; of several, the one with the last message. <c>null</c> if there is none.</summary>
    public static async ValueTask<string?> NewestAsync(DatabaseSession session, string clientId)
    {
        var conversations = await session.Sql(NewestText).With("@client", clientId).AllAsync(row => (Id: row.GetString(0), UpdatedAt: row.GetInt64(1)));
        return conversations.OrderByDescending(one => one.UpdatedAt).ThenByDescending(one => one.Id, StringComparer.Ordinal).Select(one => one.Id).FirstOrDefault();
    }

    /// <summary>Lets a client take part in the conversations of another client, where it does not yet.</summary>
    public static async ValueTask GiveToClientAsync(DatabaseSession session, string fromId, string toId) =>
        await session.Sql(GiveToClientText).With("@from", fromId).With("@to", toId).ExecuteAsync();

    /// <summary>Records that the clients of a user belong to another user now.</summary>
    public static async ValueTask GiveToUserAsync(DatabaseSession session, string fromId, string toId) =>
        await session.Sql(GiveToUserText).With("@from", fromId).With("@to", toId).ExecuteAsync();

    /// <summary>Counts the conversations that a client takes part in.</summary>
    public static ValueTask<long> CountAsync(DatabaseSession session, string clientId) =>
        session.Sql(CountText).With("@client", clientId).FirstAsync(row => row.GetInt64(0));

    /// <summary>Deletes the associations of a client.</summary>
    public static async ValueTask DeleteOfClientAsync(DatabaseSession session, string clientId) =>
        await session.Sql(DeleteOfClientText).With("@client", clientId).ExecuteAsync();

    /// <summary>Deletes the associations of a user who leaves a conversation.</summary>
    public static async ValueTask DeleteOfParticipantAsync(DatabaseSession session, string conversationId, string userId) =>
        await session.Sql(DeleteOfParticipantText).With("@user", userId).With("@conversation", conversationId).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> associations of a deleted conversation. Returns how many.</summary>
    public static ValueTask<int> DeleteOfConversationAsync(DatabaseSession session, string conversationId, int limit) =>
        session.Sql(DeleteOfConversationText).With("@owner", conversationId).With("@limit", (long)limit).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> associations of a deleted user. Returns how many.</summary>
    public static ValueTask<int> DeleteOfUserAsync(DatabaseSession session, string userId, int limit) =>
        session.Sql(DeleteOfUserText).With("@owner", userId).With("@limit", (long)limit).ExecuteAsync();

    private static ClientAssociationRow Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.StringOrNull(4), row.StringOrNull(5));
}
