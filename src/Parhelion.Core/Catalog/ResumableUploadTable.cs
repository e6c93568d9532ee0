using System.Data.Common;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>resumable_uploads</c>, which has a row for each upload whose bytes come in several requests.</summary>
/// <remarks>A comment above each SQL statement that searches for rows names the index that the statement uses.</remarks>
public static class ResumableUploadTable
{
    private const string Open = "open";
    private const string Complete = "complete";

    private const string Columns =
        "id, token, app_id, conversation_id, for_message, access, key_id, link_id, link_uploads, link_expires_at, file_name, metadata, max_bytes, length, " +
        "received, parts, epoch, is_active, state, created_at, expires_at";

    private const string InsertText = $"""
        INSERT INTO resumable_uploads ({Columns})
        VALUES (@id, @token, @app, @conversation, @for_message, @access, @key, @link, @link_uploads, @link_expires_at, @file_name, @metadata, @max_bytes, @length,
          0, NULL, 0, 0, 'open', @created_at, @expires_at)
        """;

    // Index: primary key.
    private const string FindText = $"SELECT {Columns} FROM resumable_uploads WHERE id = @id";

    // Index: resumable_uploads_by_token.
    private const string OwnsText = "SELECT 1 FROM resumable_uploads WHERE token = @token AND state = 'open'";

    // Index: resumable_uploads_by_app. Passes over at most as many entries as an app may have.
    private const string ReachesText = "SELECT 1 FROM resumable_uploads WHERE app_id = @app AND state = 'open' ORDER BY id LIMIT 1 OFFSET @others";

    // Index: resumable_uploads_by_link. A link has at most 100.
    private const string ListOfLinkText = $"""
        SELECT {Columns} FROM resumable_uploads WHERE link_id = @link AND link_id IS NOT NULL AND state = 'open' ORDER BY id LIMIT @limit
        """;

    // Index: primary key. A running request keeps its upload from expiring.
    private const string TakeText = """
        UPDATE resumable_uploads SET epoch = epoch + 1, is_active = @active, expires_at = CASE WHEN @active = 1 THEN @expires_at ELSE expires_at END
        WHERE id = @id AND state = 'open' AND expires_at > @now
        """;

    // Index: primary key.
    private const string ReleaseText = """
        UPDATE resumable_uploads SET is_active = 0, expires_at = CASE WHEN received = 0 THEN @expires_at ELSE expires_at END
        WHERE id = @id AND epoch = @epoch AND state = 'open'
        """;

    // Index: primary key.
    private const string RecordText = """
        UPDATE resumable_uploads SET received = @received, parts = @parts, length = @length, expires_at = @expires_at, is_active = @active
        WHERE id = @id AND epoch = @epoch AND state = 'open'
        """;

    // Index: primary key.
    private const string CompleteText = """
        UPDATE resumable_uploads SET state = 'complete', token = @token, received = @received, length = @received, parts = NULL, file_name = '', metadata = NULL, is_active = 0,
          expires_at = @expires_at
        WHERE id = @id AND epoch = @epoch AND state = 'open'
        """;

    // Index: primary key. The parts stay, because they are erased afterwards.
    private const string EndText = """
        UPDATE resumable_uploads SET state = 'gone', file_name = '', metadata = NULL, is_active = 0, epoch = epoch + 1, expires_at = @expires_at
        WHERE id = @id AND state = 'open' AND epoch >= @least AND epoch <= @most AND expires_at < @before
        """;

    // Index: resumable_uploads_by_expiry.
    private const string ListExpiredText = $"""
        SELECT {Columns} FROM resumable_uploads WHERE (expires_at, id) > (@after_time, @after) AND expires_at < @now ORDER BY expires_at, id LIMIT @limit
        """;

    // Index: resumable_uploads_open, then primary keys.
    private const string ListUnownedText = $"""
        SELECT {Columns} FROM resumable_uploads u WHERE state = 'open' AND id > @after AND (
          NOT EXISTS (SELECT 1 FROM apps WHERE id = u.app_id) OR NOT EXISTS (SELECT 1 FROM keys WHERE id = u.key_id)
          OR (conversation_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM live_conversations WHERE id = u.conversation_id AND app_id = u.app_id)))
        ORDER BY id LIMIT @limit
        """;

    // Index: primary key.
    private const string DeleteAnyText = "DELETE FROM resumable_uploads WHERE id IN (SELECT id FROM resumable_uploads WHERE id > @after ORDER BY id LIMIT @limit)";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM resumable_uploads WHERE id = @id AND state <> 'open'";

    /// <summary>Inserts an open upload without bytes.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, ResumableUploadRow row) =>
        await session.Sql(InsertText)
            .With("@id", row.Id).With("@token", row.Key.Value).With("@app", row.AppId).With("@conversation", row.ConversationId)
            .With("@for_message", row.ForMessage ? 1L : 0L).With("@access", row.IsPrivate ? "private" : "public").With("@key", row.KeyId)
            .With("@link", row.LinkId).With("@link_uploads", (long?)row.LinkUploads).With("@link_expires_at", row.LinkExpiresAt?.ToUnixTimeMilliseconds())
            .With("@file_name", row.FileName).With("@metadata", row.Metadata).With("@max_bytes", row.MaxBytes).With("@length", row.Length)
            .With("@created_at", row.CreatedAt.ToUnixTimeMilliseconds()).With("@expires_at", row.ExpiresAt.ToUnixTimeMilliseconds())
            .ExecuteAsync();

    /// <summary>Finds an upload in any state; <c>null</c> when there is none.</summary>
    public static ValueTask<ResumableUploadRow?> FindAsync(DatabaseSession session, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).FirstAsync(Read, cancellationToken);

    /// <summary>Whether an open upload has this partial blob.</summary>
    public static async ValueTask<bool> OwnsAsync(DatabaseSession session, BlobKey key, CancellationToken cancellationToken) =>
        await session.Sql(OwnsText).With("@token", key.Value).FirstAsync(_ => true, cancellationToken);

    /// <summary>Whether an app has at least <paramref name="count"/> open uploads.</summary>
    public static async ValueTask<bool> ReachesAsync(DatabaseSession session, string appId, int count) =>
        await session.Sql(ReachesText).With("@app", appId).With("@others", count - 1L).FirstAsync(_ => true);

    /// <summary>Lists up to <paramref name="limit"/> open uploads of an upload link.</summary>
    public static ValueTask<List<ResumableUploadRow>> ListOfLinkAsync(DatabaseSession session, string linkId, int limit) =>
        session.Sql(ListOfLinkText).With("@link", linkId).With("@limit", (long)limit).AllAsync(Read);

    /// <summary>Takes over the upload for a request, even if another request had it. False when the upload is not open any more.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="id">Id of the upload.</param>
    /// <param name="isActive">Whether a request will append.</param>
    /// <param name="now">An upload that has expired by now is not taken.</param>
    /// <param name="expiresAt">When the upload expires while a request appends.</param>
    public static async ValueTask<bool> TakeAsync(DatabaseSession session, string id, bool isActive, DateTimeOffset now, DateTimeOffset expiresAt) =>
        await session.Sql(TakeText)
            .With("@id", id).With("@active", isActive ? 1L : 0L).With("@now", now.ToUnixTimeMilliseconds()).With("@expires_at", expiresAt.ToUnixTimeMilliseconds())
            .ExecuteAsync() == 1;

    /// <summary>Notes that the request of this epoch does not append any more. Changes nothing else of an upload that has bytes.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="id">Id of the upload.</param>
    /// <param name="epoch">The epoch of the request.</param>
    /// <param name="expiresAt">When an upload without bytes expires.</param>
    /// <returns>False when another request has taken the upload, or it has ended.</returns>
    public static async ValueTask<bool> ReleaseAsync(DatabaseSession session, string id, long epoch, DateTimeOffset expiresAt) =>
        await session.Sql(ReleaseText).With("@id", id).With("@epoch", epoch).With("@expires_at", expiresAt.ToUnixTimeMilliseconds()).ExecuteAsync() == 1;

    /// <summary>Records <see cref="ResumableUploadRow.Received"/>, <see cref="ResumableUploadRow.Parts"/>, <see cref="ResumableUploadRow.Length"/>,
    /// <see cref="ResumableUploadRow.ExpiresAt"/> and <see cref="ResumableUploadRow.IsActive"/>. False when another request has taken the upload.</summary>
    public static async ValueTask<bool> RecordAsync(DatabaseSession session, ResumableUploadRow row) =>
        await session.Sql(RecordText)
            .With("@id", row.Id).With("@epoch", row.Epoch).With("@received", row.Received).With("@parts", row.Parts).With("@length", row.Length)
            .With("@expires_at", row.ExpiresAt.ToUnixTimeMilliseconds()).With("@active", row.IsActive ? 1L : 0L)
            .ExecuteAsync() == 1;

    /// <summary>Marks the upload as complete and deletes its names. Its key becomes that of the attachment. Call this in the transaction that inserts the
    /// attachment. False when another request has taken the upload.</summary>
    public static async ValueTask<bool> CompleteAsync(DatabaseSession session, ResumableUploadRow row) =>
        await session.Sql(CompleteText)
            .With("@id", row.Id).With("@epoch", row.Epoch).With("@token", row.Key.Value).With("@received", row.Received).With("@expires_at", row.ExpiresAt.ToUnixTimeMilliseconds())
            .ExecuteAsync() == 1;

    /// <summary>Marks an open upload as gone and deletes its names. The caller erases its bytes afterwards.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="id">Id of the upload.</param>
    /// <param name="forgetAt">When the row is deleted.</param>
    /// <param name="epoch">End it only if it has this epoch; <c>null</c>: any.</param>
    /// <param name="before">End it only if it expires before this time; <c>null</c>: in any case.</param>
    /// <returns>False when it was not open, or a condition is not met.</returns>
    public static async ValueTask<bool> EndAsync(DatabaseSession session, string id, DateTimeOffset forgetAt, long? epoch = null, DateTimeOffset? before = null) =>
        await session.Sql(EndText)
            .With("@id", id).With("@expires_at", forgetAt.ToUnixTimeMilliseconds()).With("@least", epoch ?? 0).With("@most", epoch ?? long.MaxValue)
            .With("@before", before?.ToUnixTimeMilliseconds() ?? long.MaxValue)
            .ExecuteAsync() == 1;

    /// <summary>Lists up to <paramref name="limit"/> uploads in any state whose time is over, in the order of their expiry.</summary>
    /// <param name="session">The session.</param>
    /// <param name="after">The last row of the page before; <c>null</c> for the first page.</param>
    /// <param name="now">The time that is compared.</param>
    /// <param name="limit">Maximum number of rows.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static ValueTask<List<ResumableUploadRow>> ListExpiredAsync(
        DatabaseSession session, ResumableUploadRow? after, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        session.Sql(ListExpiredText)
            .With("@after_time", after?.ExpiresAt.ToUnixTimeMilliseconds() ?? 0).With("@after", after?.Id ?? "")
            .With("@now", now.ToUnixTimeMilliseconds()).With("@limit", (long)limit)
            .AllAsync(Read, cancellationToken);

    /// <summary>Lists up to <paramref name="limit"/> open uploads whose app, key or conversation was deleted, in the order of their ids.</summary>
    public static ValueTask<List<ResumableUploadRow>> ListUnownedAsync(DatabaseSession session, string after, int limit, CancellationToken cancellationToken) =>
        session.Sql(ListUnownedText).With("@after", after).With("@limit", (long)limit).AllAsync(Read, cancellationToken);

    /// <summary>Deletes the row of an upload that is complete or gone.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, string id) => await session.Sql(DeleteText).With("@id", id).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> rows in any state. Returns how many. For a copy of the database without the bytes of uploads.</summary>
    public static ValueTask<int> DeleteAnyAsync(DatabaseSession session, int limit) =>
        session.Sql(DeleteAnyText).With("@after", "").With("@limit", (long)limit).ExecuteAsync();

    private static ResumableUploadRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Key = BlobKey.Parse(row.GetString(1)),
        AppId = row.GetString(2),
        ConversationId = row.StringOrNull(3),
        ForMessage = row.GetInt64(4) != 0,
        IsPrivate = row.GetString(5) != "public",
        KeyId = row.GetString(6),
        LinkId = row.StringOrNull(7),
        LinkUploads = row.IsDBNull(8) ? null : (int)row.GetInt64(8),
        LinkExpiresAt = row.TimeOrNull(9),
        FileName = row.GetString(10),
        Metadata = row.StringOrNull(11),
        MaxBytes = row.GetInt64(12),
        Length = row.IsDBNull(13) ? null : row.GetInt64(13),
        Received = row.GetInt64(14),
        Parts = row.StringOrNull(15),
        Epoch = row.GetInt64(16),
        IsActive = row.GetInt64(17) != 0,
        State = row.GetString(18) switch { Open => ResumableUploadState.Open, Complete => ResumableUploadState.Complete, _ => ResumableUploadState.Gone },
        CreatedAt = row.Time(19),
        ExpiresAt = row.Time(20),
    };
}
