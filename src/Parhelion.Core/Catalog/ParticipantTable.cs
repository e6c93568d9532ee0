using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads and writes the table <c>participants</c>, which says which user takes part in which conversation. Queries leave out the rows of deleted users. A
/// cascade deletes these rows later.
/// </summary>
public static class ParticipantTable
{
    private const string Columns = "p.id, p.conversation_id, p.user_id, u.external_id, p.unread_count, p.last_read";
    private const string From = $"SELECT {Columns} FROM participants p JOIN users u ON u.id = p.user_id WHERE ";

    // Index: participants_by_user detects that the user already takes part.
    private const string InsertText = """
        INSERT INTO participants (id, conversation_id, user_id, unread_count, last_read, created_at)
        VALUES (@id, @conversation, @user, 0, NULL, @created_at) ON CONFLICT DO NOTHING
        """;

    // Index: participants_by_user.
    private const string FindText = From + "p.user_id = @user AND p.conversation_id = @conversation";

    // Index: primary key.
    private const string FindByIdText = From + "p.id = @id AND p.conversation_id = @conversation";

    // Index: participants_by_conversation, then the primary key of users.
    private const string AfterText = From + "p.conversation_id = @conversation AND p.id > @cursor ORDER BY p.id LIMIT @limit";
    private const string BeforeText = From + "p.conversation_id = @conversation AND p.id < @cursor ORDER BY p.id DESC LIMIT @limit";

    // Index: participants_by_conversation, then the primary key of users.
    private const string CountText = "SELECT COUNT(*) FROM participants p JOIN users u ON u.id = p.user_id WHERE p.conversation_id = @conversation";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM participants WHERE id = @id";

    // Index: participants_by_conversation.
    private const string AddMessageText =
        "UPDATE participants SET unread_count = unread_count + 1 WHERE conversation_id = @conversation AND user_id <> @author";

    // Index: participants_by_conversation.
    private const string RemoveMessageText = """
        UPDATE participants SET unread_count = unread_count - 1
        WHERE conversation_id = @conversation AND user_id <> @author AND unread_count > 0 AND (last_read IS NULL OR last_read < @received)
        """;

    // Index: participants_by_conversation.
    private const string ClearText = "UPDATE participants SET unread_count = 0 WHERE conversation_id = @conversation AND unread_count > 0";

    // Index: participants_by_user.
    private const string ReadText =
        "UPDATE participants SET unread_count = 0, last_read = @now WHERE user_id = @user AND conversation_id = @conversation";

    // Index: participants_by_user.
    private const string DeleteOfBothText = """
        DELETE FROM participants WHERE user_id = @from AND EXISTS
            (SELECT 1 FROM participants o WHERE o.user_id = @to AND o.conversation_id = participants.conversation_id)
        """;

    // Index: participants_by_user.
    private const string GiveText = "UPDATE participants SET user_id = @to WHERE user_id = @from";

    // Index: participants_by_conversation.
    private const string DeleteOfConversationText =
        "DELETE FROM participants WHERE id IN (SELECT id FROM participants WHERE conversation_id = @owner ORDER BY id LIMIT @limit)";

    // Index: participants_by_user.
    private const string DeleteOfUserText =
        "DELETE FROM participants WHERE id IN (SELECT id FROM participants WHERE user_id = @owner ORDER BY conversation_id LIMIT @limit)";

    /// <summary>Inserts a participant. False when the user already takes part.</summary>
    public static async ValueTask<bool> InsertAsync(DatabaseSession session, string id, string conversationId, string userId, DateTimeOffset now) =>
        await session.Sql(InsertText).With("@id", id).With("@conversation", conversationId).With("@user", userId)
            .With("@created_at", now.ToUnixTimeMilliseconds()).ExecuteAsync() == 1;

    /// <summary>Finds the participant that stands for a user, or <c>null</c>.</summary>
    public static ValueTask<ParticipantRow?> FindAsync(DatabaseSession session, string conversationId, string userId, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@user", userId).With("@conversation", conversationId).FirstAsync(Read, cancellationToken);

    /// <summary>Finds a participant by its id, or <c>null</c>.</summary>
    public static ValueTask<ParticipantRow?> FindByIdAsync(DatabaseSession session, string conversationId, string id, CancellationToken cancellationToken) =>
        session.Sql(FindByIdText).With("@id", id).With("@conversation", conversationId).FirstAsync(Read, cancellationToken);

    /// <summary>Lists participants on one side of a cursor, nearest first.</summary>
    public static ValueTask<List<ParticipantRow>> ListAsync(
        DatabaseSession session, string conversationId, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? BeforeText : AfterText).With("@conversation", conversationId).With("@cursor", page.Bound).With("@limit", (long)page.Limit)
            .AllAsync(Read, cancellationToken);

    /// <summary>Counts the participants of a conversation.</summary>
    public static ValueTask<long> CountAsync(DatabaseSession session, string conversationId) =>
        session.Sql(CountText).With("@conversation", conversationId).FirstAsync(row => row.GetInt64(0));

    /// <summary>Deletes a participant. False when it does not exist any more.</summary>
    public static async ValueTask<bool> DeleteAsync(DatabaseSession session, string id) =>
        await session.Sql(DeleteText).With("@id", id).ExecuteAsync() == 1;

    /// <summary>Adds one unread message for every participant except its author.</summary>
    public static async ValueTask AddMessageAsync(DatabaseSession session, string conversationId, string? authorId) =>
        await session.Sql(AddMessageText).With("@conversation", conversationId).With("@author", authorId ?? "").ExecuteAsync();

    /// <summary>Subtracts a deleted message from the unread count of each participant who has not read it.</summary>
    public static async ValueTask RemoveMessageAsync(DatabaseSession session, string conversationId, string? authorId, DateTimeOffset received) =>
        await session.Sql(RemoveMessageText).With("@conversation", conversationId).With("@author", authorId ?? "")
            .With("@received", received.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Sets all unread counts of a conversation to 0.</summary>
    public static async ValueTask ClearAsync(DatabaseSession session, string conversationId) =>
        await session.Sql(ClearText).With("@conversation", conversationId).ExecuteAsync();

    /// <summary>Records that a user has read the conversation. False when the user does not take part in it.</summary>
    public static async ValueTask<bool> ReadAsync(DatabaseSession session, string conversationId, string userId, DateTimeOffset now) =>
        await session.Sql(ReadText).With("@conversation", conversationId).With("@user", userId)
            .With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync() == 1;

    /// <summary>Lets a user take part in the conversations of another user, who leaves them. Where both take part, the participant of the first one stays.</summary>
    public static async ValueTask GiveAsync(DatabaseSession session, string fromId, string toId)
    {
        await session.Sql(DeleteOfBothText).With("@from", fromId).With("@to", toId).ExecuteAsync();
        await session.Sql(GiveText).With("@from", fromId).With("@to", toId).ExecuteAsync();
    }

    /// <summary>Deletes up to <paramref name="limit"/> participants of a deleted conversation. Returns how many.</summary>
    public static ValueTask<int> DeleteOfConversationAsync(DatabaseSession session, string conversationId, int limit) =>
        session.Sql(DeleteOfConversationText).With("@owner", conversationId).With("@limit", (long)limit).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> participants that stand for a deleted user. Returns how many.</summary>
    public static ValueTask<int> DeleteOfUserAsync(DatabaseSession session, string userId, int limit) =>
        session.Sql(DeleteOfUserText).With("@owner", userId).With("@limit", (long)limit).ExecuteAsync();

    private static ParticipantRow Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.StringOrNull(3), row.GetInt64(4), row.TimeOrNull(5));
}
