using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads and writes the table <c>messages</c>. Queries for API clients read the view <c>live_messages</c>, which leaves out deleted messages. A large deletion
/// first hides its messages from this view, and then deletes their rows in steps. It reads the table itself.
/// </summary>
public static class MessageTable
{
    private const string Columns = "m.id, m.conversation_id, m.epoch, m.author_id, m.author, m.content, m.metadata, m.received_at, m.source";
    private const string DeletedMessageColumns = "id, conversation_id, epoch, author_id, received_at";

    // Index: primary key.
    private const string InsertText = """
        INSERT INTO messages (id, conversation_id, epoch, author_id, author, content, metadata, received_at, source)
        VALUES (@id, @conversation, @epoch, @author_id, @author, @content, @metadata, @received_at, @source)
        """;

    // Index: primary keys.
    private const string FindText =
        "SELECT m.id, m.conversation_id, m.epoch, m.author_id, m.received_at FROM live_messages m WHERE m.id = @id AND m.conversation_id = @conversation";

    // Index: primary keys.
    private const string FindWholeText = $"SELECT {Columns} FROM live_messages m WHERE m.id = @id AND m.conversation_id = @conversation";

    private const string ListWhere = "FROM live_messages m WHERE m.conversation_id = @conversation AND m.epoch = @epoch AND ";

    // Sizes of messages without reading their text: in both engines the beginning of a text tells its length.
    private const string SizesFrom =
        $"SELECT m.id, CAST(OCTET_LENGTH(m.author) + OCTET_LENGTH(m.content) + COALESCE(OCTET_LENGTH(m.metadata), 0) AS BIGINT) {ListWhere}";

    // Index: messages_by_conversation, then primary keys. The epoch is compared so that the index is read in the order of ids.
    private const string SizesAfterText = SizesFrom + "m.id > @cursor ORDER BY m.id LIMIT @limit";
    private const string SizesBeforeText = SizesFrom + "m.id < @cursor ORDER BY m.id DESC LIMIT @limit";

    // Index: messages_by_conversation, then primary keys.
    private const string ListText = $"SELECT {Columns} {ListWhere} m.id >= @first AND m.id <= @last ORDER BY m.id LIMIT @limit";

    // Index: messages_by_conversation.
    private const string LastIdText = "SELECT MAX(id) FROM messages WHERE conversation_id = @conversation AND epoch = @epoch";

    // Index: messages_by_conversation.
    private const string ListToDeleteOfConversationText =
        $"SELECT {DeletedMessageColumns} FROM messages WHERE conversation_id = @owner AND epoch < @epoch ORDER BY epoch, id LIMIT @limit";

    // Index: messages_by_author.
    private const string ListToDeleteOfAuthorText = $"SELECT {DeletedMessageColumns} FROM messages WHERE author_id = @owner ORDER BY id LIMIT @limit";

    // Index: messages_by_author. Quotes inside of texts are escaped in JSON, so only the field itself has this text.
    private const string GiveText = """
        UPDATE messages SET author_id = @to, author = REPLACE(author, '"userId":"' || @from || '"', '"userId":"' || @to || '"') WHERE author_id = @from
        """;

    // Index: primary key.
    private const string DeleteText = "DELETE FROM messages WHERE id IN (SELECT value FROM json_each(@ids))";

    /// <summary>Inserts a message.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, MessageRow row) =>
        await session.Sql(InsertText)
            .With("@id", row.Id).With("@conversation", row.ConversationId).With("@epoch", row.Epoch).With("@author_id", row.AuthorId)
            .With("@author", row.Author).With("@content", row.Content).With("@metadata", row.Metadata)
            .With("@received_at", row.ReceivedAt.ToUnixTimeMilliseconds()).With("@source", row.Source).ExecuteAsync();

    /// <summary>Finds a live message of a conversation, without its content, or <c>null</c>.</summary>
    public static ValueTask<MessageToDelete?> FindAsync(DatabaseSession session, string conversationId, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).With("@conversation", conversationId).FirstAsync(ReadTrace, cancellationToken);

    /// <summary>Finds a live message of a conversation, with its content, or <c>null</c>.</summary>
    public static ValueTask<MessageRow?> FindWholeAsync(DatabaseSession session, string conversationId, string id, CancellationToken cancellationToken) =>
        session.Sql(FindWholeText).With("@id", id).With("@conversation", conversationId).FirstAsync(Read, cancellationToken);

    /// <summary>Gets the greatest message id in an epoch of a conversation, or <c>null</c>.</summary>
    public static ValueTask<string?> LastIdAsync(DatabaseSession session, string conversationId, long epoch) =>
        session.Sql(LastIdText).With("@conversation", conversationId).With("@epoch", epoch).FirstAsync(row => row.StringOrNull(0));

    /// <summary>Gets a page of the live messages of a conversation. Reads only as many as fit
    /// into <see cref="PageRequest.MaxBytes"/>, but at least one.</summary>
    public static async ValueTask<Page<MessageRow>> ListAsync(
        DatabaseSession session, string conversationId, long epoch, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(page);
        var near = await session.Sql(page.Backwards ? SizesBeforeText : SizesAfterText)
            .With("@conversation", conversationId).With("@epoch", epoch).With("@cursor", page.Bound).With("@limit", (long)page.Limit)
            .AllAsync(row => (Id: row.GetString(0), Bytes: row.GetInt64(1)), cancellationToken);
        if (near.Count == 0) return Page.Empty<MessageRow>();
        long bytes = near[0].Bytes;
        var fits = 1;
        while (fits < near.Count && fits < page.Size && (bytes += near[fits].Bytes) <= PageRequest.MaxBytes) fits++;
        var (first, last) = page.Backwards ? (near[fits - 1].Id, near[0].Id) : (near[0].Id, near[fits - 1].Id);
        var rows = await session.Sql(ListText)
            .With("@conversation", conversationId).With("@epoch", epoch).With("@first", first).With("@last", last).With("@limit", (long)fits)
            .AllAsync(Read, cancellationToken);
        return Page.From(rows, near.Count > fits, page, first, last);
    }

    /// <summary>Lists up to <paramref name="limit"/> messages of a conversation from before an epoch.</summary>
    public static ValueTask<List<MessageToDelete>> ListToDeleteOfConversationAsync(DatabaseSession session, string conversationId, long beforeEpoch, int limit) =>
        session.Sql(ListToDeleteOfConversationText).With("@owner", conversationId).With("@epoch", beforeEpoch).With("@limit", (long)limit).AllAsync(ReadTrace);

    /// <summary>Lists up to <paramref name="limit"/> messages of a deleted user.</summary>
    public static ValueTask<List<MessageToDelete>> ListToDeleteOfAuthorAsync(DatabaseSession session, string userId, int limit) =>
        session.Sql(ListToDeleteOfAuthorText).With("@owner", userId).With("@limit", (long)limit).AllAsync(ReadTrace);

    /// <summary>Gives the messages of a user to another user.</summary>
    public static async ValueTask GiveAsync(DatabaseSession session, string fromId, string toId) =>
        await session.Sql(GiveText).With("@from", fromId).With("@to", toId).ExecuteAsync();

    /// <summary>Deletes messages. Those that do not exist any more are left out.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, IEnumerable<string> ids) =>
        await session.Sql(DeleteText).With("@ids", ids).ExecuteAsync();

    private static MessageRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        ConversationId = row.GetString(1),
        Epoch = row.GetInt64(2),
        AuthorId = row.StringOrNull(3),
        Author = row.GetString(4),
        Content = row.GetString(5),
        Metadata = row.StringOrNull(6),
        ReceivedAt = row.Time(7),
        Source = row.StringOrNull(8),
    };

    private static MessageToDelete ReadTrace(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.StringOrNull(3), row.Time(4));
}
