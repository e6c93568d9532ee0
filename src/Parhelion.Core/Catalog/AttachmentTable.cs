using System.Data.Common;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>The living attachments. Every statement names the index that it uses.</summary>
public static class AttachmentTable
{
    private const string Columns =
        "a.token, a.id, a.app_id, a.conversation_id, a.for_message, a.file_name, a.media_type, a.size, a.sha256, a.created_at";

    // The row goes in only while its app lives: an app that is deleted during an upload leaves no attachment behind. Index: primary keys.
    private const string InsertText = """
        INSERT INTO attachments (token, id, app_id, conversation_id, for_message, file_name, media_type, size, sha256, created_at)
        SELECT @token, @id, @app, @conversation, @for_message, @file_name, @media_type, @size, @sha256, @created_at
        WHERE EXISTS (SELECT 1 FROM apps WHERE id = @app)
        """;

    // Index: primary keys. An attachment of a deleted app is gone before the cascade has reached it.
    private const string FindText = $"SELECT {Columns} FROM attachments a JOIN apps p ON p.id = a.app_id WHERE a.token = @token";

    // Index: primary key.
    private const string ExistsText = "SELECT 1 FROM attachments WHERE token = @token";

    // Index: primary key.
    private const string ListText = $"SELECT {Columns} FROM attachments a WHERE a.token > @after ORDER BY a.token LIMIT @limit";

    // Index: primary key.
    private const string DeleteText =
        "DELETE FROM attachments WHERE token = @token AND app_id = @app RETURNING token, app_id, conversation_id, file_name, size";

    // Index: attachments_by_app.
    private const string DeleteOfAppText = """
        DELETE FROM attachments WHERE token IN (SELECT token FROM attachments WHERE app_id = @app ORDER BY id LIMIT @limit)
        RETURNING token, app_id, conversation_id, file_name, size
        """;

    /// <summary>Adds a row; false when its app is gone.</summary>
    public static async ValueTask<bool> InsertAsync(Session session, AttachmentRow row) =>
        await session.Sql(InsertText)
            .With("@token", row.Key.Value).With("@id", row.Id).With("@app", row.AppId).With("@conversation", row.ConversationId)
            .With("@for_message", row.ForMessage ? 1L : 0L).With("@file_name", row.FileName).With("@media_type", row.MediaType)
            .With("@size", row.Size).With("@sha256", row.Sha256).With("@created_at", row.CreatedAt.ToUnixTimeMilliseconds())
            .ExecuteAsync() == 1;

    /// <summary>The living attachment with this key, or <c>null</c>.</summary>
    public static ValueTask<AttachmentRow?> FindAsync(Session session, BlobKey key, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@token", key.Value).FirstAsync(Read, cancellationToken);

    /// <summary>Whether any row, of a living or a dying app, still owns the blob.</summary>
    public static async ValueTask<bool> OwnsAsync(Session session, BlobKey key, CancellationToken cancellationToken) =>
        await session.Sql(ExistsText).With("@token", key.Value).FirstAsync(_ => true, cancellationToken);

    /// <summary>Rows in the order of their keys, for walking through all of them in pages.</summary>
    public static ValueTask<List<AttachmentRow>> ListAsync(Session session, string after, int limit, CancellationToken cancellationToken) =>
        session.Sql(ListText).With("@after", after).With("@limit", (long)limit).AllAsync(Read, cancellationToken);

    /// <summary>Takes one attachment of an app out of the living; <c>null</c> when it is not there.</summary>
    public static ValueTask<RemovedRow?> DeleteAsync(Session session, string appId, BlobKey key) =>
        session.Sql(DeleteText).With("@token", key.Value).With("@app", appId).FirstAsync(ReadRemoved);

    /// <summary>Takes up to <paramref name="limit"/> attachments of an app out of the living.</summary>
    public static ValueTask<List<RemovedRow>> DeleteOfAppAsync(Session session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).AllAsync(ReadRemoved);

    private static AttachmentRow Read(DbDataReader row) => new()
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
    };

    private static RemovedRow ReadRemoved(DbDataReader row) =>
        new(BlobKey.Parse(row.GetString(0)), row.GetString(1), row.StringOrNull(2), row.GetString(3), row.GetInt64(4));
}
