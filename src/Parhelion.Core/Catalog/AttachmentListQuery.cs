using System.Data.Common;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads the live attachments of an app from the table <c>attachments</c>. Live means that clients can read the attachment. The result is a list, newest first,
/// or one attachment with its holder (the app, a conversation, or messages).
/// </summary>
/// <remarks>The index has only the app and the id, so a query applies a filter row by row, to at most <see cref="WindowWithFilter"/> rows for a page. There is
/// no index for names or media types, because each upload would have to update such an index.</remarks>
public static class AttachmentListQuery
{
    /// <summary>Largest number of rows that a filter is applied to for one page.</summary>
    public const int WindowWithFilter = 10_000;

    /// <summary>Largest number of rows that are read for one page without a filter. Rows of deleted conversations and messages are read until a cascade
    /// deletes them.</summary>
    public const int WindowWithoutFilter = 1_000;

    private const string InRange = "FROM attachments a WHERE a.app_id = @app AND a.id >= @from AND a.id < @to";

    // The last row of the window and the first beyond it. Index: attachments_by_app alone.
    private const string WindowAfterText = $"SELECT a.id {InRange} ORDER BY a.id DESC LIMIT 2 OFFSET @offset";
    private const string WindowBeforeText = $"SELECT a.id {InRange} ORDER BY a.id LIMIT 2 OFFSET @offset";

    // As a scalar subquery it runs once for each row that the filter selects, after all other conditions. Index: primary keys.
    private const string IsLive = "(SELECT 1 FROM live_attachments l WHERE l.token = a.token) IS NOT NULL";

    // Index: primary key.
    private const string Placeholder = "(SELECT r.placeholder FROM rendition_states r WHERE r.token = a.token)";

    // lower() changes only A to Z in SQLite and, with the collation of our columns, in PostgreSQL.
    private const string ListFrom = $"""
        SELECT {AttachmentTable.Columns}, {Placeholder} {InRange}
          AND (@conversation IS NULL OR a.conversation_id = @conversation)
          AND (@access IS NULL OR a.access = @access)
          AND (@created_after IS NULL OR a.created_at >= @created_after)
          AND (@created_before IS NULL OR a.created_at < @created_before)
          AND (@media_type IS NULL OR lower(a.media_type) LIKE @media_type ESCAPE '!')
          AND (@name IS NULL OR lower(a.file_name) LIKE @name ESCAPE '!')
          AND {IsLive}
        """;

    // Index: attachments_by_app, then primary keys.
    private const string ListAfterText = $"{ListFrom} ORDER BY a.id DESC LIMIT @limit";
    private const string ListBeforeText = $"{ListFrom} ORDER BY a.id LIMIT @limit";

    // Index: attachments_by_app, then primary keys.
    private const string FindText = $"""
        SELECT {AttachmentTable.Columns}, {Placeholder},
          CASE WHEN a.held_by = 'app' THEN 'app'
            WHEN a.held_by = 'conversation' AND EXISTS (SELECT 1 FROM live_conversations c WHERE c.id = a.conversation_id) THEN 'conversation'
            ELSE 'messages' END
        FROM attachments a WHERE a.app_id = @app AND a.id = @id AND {IsLive}
        """;

    // Index: primary key of message_attachments, then primary keys.
    private const string ListMessagesText = """
        SELECT m.id, m.conversation_id FROM message_attachments l JOIN live_messages m ON m.id = l.message_id
        WHERE l.token = @token ORDER BY l.message_id LIMIT @limit
        """;

    /// <summary>Finds the id of the last row that a page may look at, and the id of the next row. Returns fewer ids if the range ends earlier.</summary>
    public static ValueTask<List<string>> FindWindowEndAsync(
        DatabaseSession session, string appId, AttachmentIdRange range, bool backwards, int window, CancellationToken cancellationToken) =>
        InRangeOf(session.Sql(backwards ? WindowBeforeText : WindowAfterText), appId, range).With("@offset", window - 1L)
            .AllAsync(row => row.GetString(0), cancellationToken);

    /// <summary>Lists the live attachments in a range that a filter selects, nearest to the cursor first.</summary>
    public static ValueTask<List<AttachmentRow>> ListAsync(
        DatabaseSession session, string appId, AttachmentIdRange range, AttachmentFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        InRangeOf(session.Sql(page.Backwards ? ListBeforeText : ListAfterText), appId, range)
            .With("@conversation", filter.ConversationId)
            .With("@access", filter.IsPrivate is { } isPrivate ? AttachmentTable.AccessName(isPrivate) : null)
            .With("@created_after", Milliseconds(filter.CreatedAfter)).With("@created_before", Milliseconds(filter.CreatedBefore))
            .With("@media_type", MediaTypePattern(filter.MediaType)).With("@name", filter.Name is { } name ? $"%{Literal(name)}%" : null)
            .With("@limit", (long)page.Limit).AllAsync(Read, cancellationToken);

    /// <summary>Finds a live attachment by its id, and what holds the attachment; <c>null</c> if there is none.</summary>
    public static ValueTask<AttachmentWithHolder?> FindAsync(DatabaseSession session, string appId, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@app", appId).With("@id", id).FirstAsync(ReadWithHolder, cancellationToken);

    /// <summary>Lists live messages that carry an attachment, in the order of their ids.</summary>
    public static ValueTask<List<AttachmentMessage>> ListMessagesAsync(DatabaseSession session, BlobKey key, int limit, CancellationToken cancellationToken) =>
        session.Sql(ListMessagesText).With("@token", key.Value).With("@limit", (long)limit)
            .AllAsync(row => new AttachmentMessage(row.GetString(0), row.GetString(1)), cancellationToken);

    private static SqlStatement InRangeOf(SqlStatement statement, string appId, AttachmentIdRange range) =>
        statement.With("@app", appId).With("@from", range.From).With("@to", range.Until);

    // Creation times are whole milliseconds, so a time between two of them means the later one.
    private static long? Milliseconds(DateTimeOffset? time) =>
        time is { } given ? given.ToUnixTimeMilliseconds() + (given.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1) : null;

    private static string? MediaTypePattern(string? type) =>
        type is null ? null : type.EndsWith("/*", StringComparison.Ordinal) ? $"{Literal(type[..^1])}%" : Literal(type);

    // The text in lower case, as a pattern that matches only itself.
    private static string Literal(string text) => string.Concat(text.Select(character => character switch
    {
        '%' or '_' or '!' => $"!{character}",
        _ => $"{(char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character)}",
    }));

    private static AttachmentRow Read(DbDataReader row) =>
        AttachmentTable.Read(row) with { Placeholder = row.IsDBNull(AttachmentTable.ColumnCount) ? null : row.Bytes(AttachmentTable.ColumnCount) };

    private static AttachmentWithHolder ReadWithHolder(DbDataReader row) => new(Read(row), row.GetString(AttachmentTable.ColumnCount + 1));
}
