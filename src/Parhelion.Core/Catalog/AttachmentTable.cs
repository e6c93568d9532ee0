using System.Data.Common;
using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>attachments</c>, which has a row for each uploaded file. An attachment is live, which means readable for clients, as
/// long as an app, a conversation or a message holds the attachment.</summary>
/// <remarks>A message holds (carries) an attachment if the content of the message has the media URL of the attachment. A comment above each SQL statement
/// names the index that the statement uses.</remarks>
public static class AttachmentTable
{
    /// <summary>The columns of an <see cref="AttachmentRow"/>, in the order in which <see cref="Read"/> reads them.</summary>
    internal const string Columns =
        "a.token, a.id, a.app_id, a.conversation_id, a.for_message, a.file_name, a.media_type, a.size, a.sha256, a.created_at, a.access, a.charset, "
        + "a.width, a.height, a.duration";

    /// <summary>Number of <see cref="Columns"/>.</summary>
    internal const int ColumnCount = 15;

    private const string Public = "public";
    private const string Private = "private";

    // Inserts the row only while its app and conversation are live, because either may be deleted during the upload. The same statement looks for webhooks, so that
    // an upload of which no webhook wants to know takes no other statement. Their pattern is no parameter: SQLite compiles a statement again for each new
    // parameter of LIKE, which takes 15 µs. Index: primary keys, webhooks_by_app.
    private const string InsertText = $"""
        INSERT INTO attachments (
            token, id, app_id, conversation_id, for_message, held_by, file_name, media_type, size, sha256, created_at, access, charset, width, height, duration)
        SELECT
            @token, @id, @app, @conversation, @for_message, @held_by, @file_name, @media_type, @size, @sha256, @created_at, @access, @charset, @width, @height, @duration
        WHERE EXISTS (SELECT 1 FROM apps WHERE id = @app)
          AND (@conversation IS NULL OR EXISTS (SELECT 1 FROM live_conversations WHERE id = @conversation AND app_id = @app))
        RETURNING (SELECT COUNT(*) FROM webhooks WHERE app_id = @app AND triggers LIKE '%"{EventTypes.AttachmentCreate}"%')
        """;

    // Index: primary keys. Reads message_attachments and messages only if neither app nor conversation holds the attachment.
    private const string FindText = $"SELECT {Columns} FROM live_attachments a WHERE a.token = @token";

    // Index: primary key.
    private const string ExistsText = "SELECT 1 FROM attachments WHERE token = @token";

    // Index: primary key.
    private const string ListText = $"SELECT {Columns} FROM attachments a WHERE a.token > @after ORDER BY a.token LIMIT @limit";

    // Index: primary key. These columns exist in every version of the schema.
    private const string ListSizesText = "SELECT token, size FROM attachments WHERE token > @after ORDER BY token LIMIT @limit";

    // No index: scans all rows, to show the progress of a move.
    private const string TotalSizeSql = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM attachments";

    // Index: primary key.
    private const string AddMessageHoldText =
        "UPDATE attachments SET held_by = 'messages' WHERE token = @token AND for_message = 1 AND held_by <> 'messages'";

    // Index: primary key.
    private const string ReleaseText = "UPDATE attachments SET held_by = 'messages' WHERE token = @token";

    private const string Removed = "token, id, app_id, conversation_id, file_name, size, media_type";

    // Index: primary key.
    private const string DeleteText = $"DELETE FROM attachments WHERE token = @token AND app_id = @app RETURNING {Removed}";

    // The same statement looks for webhooks, so that a deletion of which no webhook wants to know takes no other statement. Index: primary keys, webhooks_by_app.
    private const string DeleteLiveText = $"""
        DELETE FROM attachments
        WHERE token = @token AND app_id = @app AND conversation_id IS NOT DISTINCT FROM @conversation AND file_name = @file_name
          AND EXISTS (SELECT 1 FROM live_attachments l WHERE l.token = @token)
        RETURNING {Removed}, (SELECT COUNT(*) FROM webhooks WHERE app_id = @app AND triggers LIKE '%"{EventTypes.AttachmentRemove}"%')
        """;

    // Index: primary keys.
    private const string DeleteUnheldText = $"""
        DELETE FROM attachments WHERE token IN (SELECT value FROM json_each(@tokens)) AND held_by = 'messages'
          AND NOT EXISTS (SELECT 1 FROM message_attachments l WHERE l.token = attachments.token)
        RETURNING {Removed}
        """;

    // Index: attachments_by_conversation, then the primary key of message_attachments.
    private const string ListHeldByConversationText = """
        SELECT a.token, a.app_id, CAST(CASE WHEN EXISTS (SELECT 1 FROM message_attachments l WHERE l.token = a.token) THEN 1 ELSE 0 END AS BIGINT)
        FROM attachments a WHERE a.conversation_id = @conversation AND a.held_by = 'conversation' ORDER BY a.token LIMIT @limit
        """;

    // Index: attachments_by_app.
    private const string DeleteOfAppText = $"""
        DELETE FROM attachments WHERE token IN (SELECT token FROM attachments WHERE app_id = @app ORDER BY id LIMIT @limit) RETURNING {Removed}
        """;

    // Index: attachments_unused. The outer conditions repeat the inner ones in case a message is posted at the same time.
    private const string DeleteUnusedText = $"""
        DELETE FROM attachments
        WHERE token IN (SELECT token FROM attachments WHERE for_message = 1 AND held_by <> 'messages' AND created_at < @before ORDER BY created_at LIMIT @limit)
          AND for_message = 1 AND held_by <> 'messages'
        RETURNING {Removed}
        """;

    /// <summary>Inserts an attachment. Returns how many webhooks of its app subscribe to <see cref="EventTypes.AttachmentCreate"/>; <c>null</c> if its app or its
    /// conversation does not exist any more.</summary>
    public static ValueTask<long?> InsertAsync(DatabaseSession session, AttachmentRow row) =>
        session.Sql(InsertText)
            .With("@token", row.Key.Value).With("@id", row.Id).With("@app", row.AppId).With("@conversation", row.ConversationId)
            .With("@for_message", row.ForMessage ? 1L : 0L).With("@held_by", row.ConversationId is null ? "app" : "conversation")
            .With("@file_name", row.FileName).With("@media_type", row.MediaType)
            .With("@size", row.Size).With("@sha256", row.Sha256).With("@created_at", row.CreatedAt.ToUnixTimeMilliseconds())
            .With("@access", AccessName(row.IsPrivate)).With("@charset", row.Charset)
            .With("@width", row.Dimensions.Width).With("@height", row.Dimensions.Height).With("@duration", row.Dimensions.Milliseconds)
            .FirstAsync(inserted => (long?)inserted.GetInt64(0));

    /// <summary>Finds a live attachment by its key, or <c>null</c>.</summary>
    public static ValueTask<AttachmentRow?> FindAsync(DatabaseSession session, BlobKey key, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@token", key.Value).FirstAsync(Read, cancellationToken);

    /// <summary>Whether any row has this blob. Also true for a deleted attachment until a cascade deletes its row.</summary>
    public static async ValueTask<bool> OwnsAsync(DatabaseSession session, BlobKey key, CancellationToken cancellationToken) =>
        await session.Sql(ExistsText).With("@token", key.Value).FirstAsync(_ => true, cancellationToken);

    /// <summary>Lists rows in the order of their keys, to read the whole table in pages.</summary>
    public static ValueTask<List<AttachmentRow>> ListAsync(DatabaseSession session, string after, int limit, CancellationToken cancellationToken) =>
        session.Sql(ListText).With("@after", after).With("@limit", (long)limit).AllAsync(Read, cancellationToken);

    /// <summary>Lists keys and sizes of rows in the order of their keys. Works with every version of the schema.</summary>
    public static ValueTask<List<(BlobKey Key, long Size)>> ListSizesAsync(DatabaseSession session, string after, int limit, CancellationToken cancellationToken) =>
        session.Sql(ListSizesText).With("@after", after).With("@limit", (long)limit).AllAsync(row => (BlobKey.Parse(row.GetString(0)), row.GetInt64(1)), cancellationToken);

    /// <summary>Sums up the sizes of all attachments, in bytes. Scans the whole table.</summary>
    public static async ValueTask<long> TotalSizeAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        await session.Sql(TotalSizeSql).FirstAsync(row => row.GetInt64(0), cancellationToken);

    /// <summary>Deletes one attachment of an app, also if it is not live; <c>null</c> when it does not exist.</summary>
    public static ValueTask<DeletedAttachment?> DeleteAsync(DatabaseSession session, string appId, BlobKey key) =>
        session.Sql(DeleteText).With("@token", key.Value).With("@app", appId).FirstAsync(ReadRemoved);

    /// <summary>Deletes the live attachment with a media URL; <c>null</c> when there is none. Also returns how many webhooks of its app subscribe to
    /// <see cref="EventTypes.AttachmentRemove"/>.</summary>
    public static async ValueTask<(DeletedAttachment Row, long Webhooks)?> DeleteLiveAsync(DatabaseSession session, MediaPath path)
    {
        // No file has such a name, and PostgreSQL refuses it as a value.
        if (path.FileName.Contains('\0', StringComparison.Ordinal)) return null;
        return await session.Sql(DeleteLiveText)
            .With("@token", path.Key.Value).With("@app", path.AppId).With("@conversation", path.ConversationId).With("@file_name", path.FileName)
            .FirstAsync(row => ((DeletedAttachment, long)?)(ReadRemoved(row), row.GetInt64(7)));
    }

    /// <summary>Records that a message carries the attachment. From now on only messages hold an attachment that was uploaded with
    /// <c>for=message</c>.</summary>
    public static async ValueTask AddMessageHoldAsync(DatabaseSession session, BlobKey key) =>
        await session.Sql(AddMessageHoldText).With("@token", key.Value).ExecuteAsync();

    /// <summary>Records that only messages hold the attachment from now on.</summary>
    public static async ValueTask ReleaseAsync(DatabaseSession session, BlobKey key) =>
        await session.Sql(ReleaseText).With("@token", key.Value).ExecuteAsync();

    /// <summary>Deletes those of some attachments that only messages hold and that no message carries any more.</summary>
    public static ValueTask<List<DeletedAttachment>> DeleteUnheldAsync(DatabaseSession session, IEnumerable<BlobKey> keys) =>
        session.Sql(DeleteUnheldText).With("@tokens", keys.Select(key => key.Value)).AllAsync(ReadRemoved);

    /// <summary>Lists up to <paramref name="limit"/> attachments that a deleted conversation held, and whether messages carry them.</summary>
    public static ValueTask<List<AttachmentOfDeletedConversation>> ListHeldByConversationAsync(DatabaseSession session, string conversationId, int limit) =>
        session.Sql(ListHeldByConversationText).With("@conversation", conversationId).With("@limit", (long)limit)
            .AllAsync(row => new AttachmentOfDeletedConversation(BlobKey.Parse(row.GetString(0)), row.GetString(1), row.GetInt64(2) != 0));

    /// <summary>Deletes up to <paramref name="limit"/> attachments that were uploaded with
    /// <c>for=message</c> before a time and that no message has used.</summary>
    public static ValueTask<List<DeletedAttachment>> DeleteUnusedAsync(DatabaseSession session, DateTimeOffset before, int limit) =>
        session.Sql(DeleteUnusedText).With("@before", before.ToUnixTimeMilliseconds()).With("@limit", (long)limit).AllAsync(ReadRemoved);

    /// <summary>Deletes up to <paramref name="limit"/> attachments of an app.</summary>
    public static ValueTask<List<DeletedAttachment>> DeleteOfAppAsync(DatabaseSession session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).AllAsync(ReadRemoved);

    /// <summary>Returns the value of the column <c>access</c>.</summary>
    internal static string AccessName(bool isPrivate) => isPrivate ? Private : Public;

    internal static AttachmentRow Read(DbDataReader row) => new()
    {
        Key = BlobKey.Parse(row.GetString(0)),
        Id = row.GetString(1),
        AppId = row.GetString(2),
        ConversationId = row.StringOrNull(3),
        ForMessage = row.GetInt64(4) != 0,
        FileName = row.GetString(5),
        MediaType = row.GetString(6),
        Size = row.GetInt64(7),
        Sha256 = row.Bytes(8),
        CreatedAt = row.Time(9),
        IsPrivate = row.GetString(10) != Public,
        Charset = row.StringOrNull(11),
        Dimensions = new MediaDimensions { Width = (int?)row.NumberOrNull(12), Height = (int?)row.NumberOrNull(13), Milliseconds = row.NumberOrNull(14) },
    };

    private static DeletedAttachment ReadRemoved(DbDataReader row) =>
        new(BlobKey.Parse(row.GetString(0)), row.GetString(1), row.GetString(2), row.StringOrNull(3), row.GetString(4), row.GetInt64(5), row.GetString(6));
}
