using System.Data;
using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>refusals</c>. Each row describes an upload that the server refused as malware, or because of the quota of the app
/// (<see cref="RefusedUploadRow"/>). The ids sort by time.</summary>
/// <remarks><c>UploadRefusalRecorder</c> limits how many refusals are recorded in a minute.</remarks>
public static class RefusedUploadTable
{
    private const string Columns = "id, app_id, conversation_id, reason, file_name, size, media_type, sha256, signature, refused_at";

    // Index: primary key of apps.
    private const string InsertText = $"""
        INSERT INTO refusals ({Columns})
        SELECT @id, @app, @conversation, @reason, @file_name, @size, @media_type, @sha256, @signature, @now WHERE EXISTS (SELECT 1 FROM apps WHERE id = @app)
        """;

    // Index: primary key.
    private const string ListText = $"SELECT {Columns} FROM refusals WHERE id > @after ORDER BY id LIMIT @limit";

    // Index: refusals_by_app.
    private const string ListOfAppText = $"SELECT {Columns} FROM refusals WHERE app_id = @app AND id > @after ORDER BY id LIMIT @limit";

    // Index: primary key. Walks over the rows that stay, which are as many as the table may have.
    private const string NewestText = "SELECT id FROM refusals ORDER BY id DESC LIMIT 1 OFFSET @offset";

    // Index: primary key.
    private const string ForgetText = "DELETE FROM refusals WHERE id IN (SELECT id FROM refusals WHERE id <= @id ORDER BY id LIMIT @limit)";

    // Index: refusals_by_app.
    private const string DeleteOfAppText = "DELETE FROM refusals WHERE id IN (SELECT id FROM refusals WHERE app_id = @app ORDER BY id LIMIT @limit)";

    /// <summary>Inserts a refusal. False if the app does not exist any more.</summary>
    public static async ValueTask<bool> InsertAsync(DatabaseSession session, RefusedUploadRow row) =>
        await session.Sql(InsertText)
            .With("@id", row.Id).With("@app", row.AppId).With("@conversation", row.ConversationId).With("@reason", row.Reason)
            .With("@file_name", row.FileName).With("@size", row.Size).With("@media_type", row.MediaType).With("@sha256", row.Sha256, DbType.Binary)
            .With("@signature", row.Signature).With("@now", row.RefusedAt.ToUnixTimeMilliseconds()).ExecuteAsync() == 1;

    /// <summary>Lists refusals after an id, oldest first.</summary>
    /// <param name="session">The query.</param>
    /// <param name="appId">The app; <c>null</c>: all apps.</param>
    /// <param name="after">The id; empty: from the beginning.</param>
    /// <param name="limit">Largest number of rows.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static ValueTask<List<RefusedUploadRow>> ListAsync(DatabaseSession session, string? appId, string after, int limit, CancellationToken cancellationToken)
    {
        var statement = appId is null ? session.Sql(ListText) : session.Sql(ListOfAppText).With("@app", appId);
        return statement.With("@after", after).With("@limit", (long)limit).AllAsync(Read, cancellationToken);
    }

    /// <summary>Finds the id of the newest refusal but <paramref name="offset"/>; <c>null</c> if there are not so many.</summary>
    public static ValueTask<string?> FindNewestAsync(DatabaseSession session, int offset, CancellationToken cancellationToken) =>
        session.Sql(NewestText).With("@offset", (long)offset).FirstAsync(row => row.GetString(0), cancellationToken);

    /// <summary>Deletes up to <paramref name="limit"/> refusals, up to and including an id. Returns how many.</summary>
    public static ValueTask<int> ForgetAsync(DatabaseSession session, string id, int limit) =>
        session.Sql(ForgetText).With("@id", id).With("@limit", (long)limit).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> refusals of an app. Returns how many.</summary>
    public static ValueTask<int> DeleteOfAppAsync(DatabaseSession session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).ExecuteAsync();

    private static RefusedUploadRow Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.StringOrNull(2), row.GetString(3), row.StringOrNull(4), row.IsDBNull(5) ? null : row.GetInt64(5),
        row.StringOrNull(6), row.IsDBNull(7) ? null : row.Bytes(7), row.StringOrNull(8), row.Time(9));
}
