using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>app_usage_changes</c>, which holds changes of the usage of apps. A worker adds the changes to the tables
/// <c>app_usage</c> and <c>app_usage_days</c>, and deletes them from this table.</summary>
/// <remarks>On PostgreSQL, each transaction inserts rows of its own, so that uploads and deletions at the same time do not wait for each other. On SQLite, only
/// one transaction writes at a time. It adds its change to the row of the same app, day and media type.</remarks>
public static class UsageChangeTable
{
    private const string Key = "app_id, day, media_type, id";
    private const string Columns = $"{Key}, uploads, uploaded_bytes, deletions, deleted_bytes";

    // Index: primary keys.
    private const string InsertText = $"""
        INSERT INTO app_usage_changes ({Columns})
        VALUES (@app, @day, @media_type, @id, @uploads, @uploaded_bytes, @deletions, @deleted_bytes)
        ON CONFLICT ({Key}) DO UPDATE SET
            uploads = app_usage_changes.uploads + excluded.uploads, uploaded_bytes = app_usage_changes.uploaded_bytes + excluded.uploaded_bytes,
            deletions = app_usage_changes.deletions + excluded.deletions, deleted_bytes = app_usage_changes.deleted_bytes + excluded.deleted_bytes
        RETURNING (SELECT settings FROM apps WHERE id = @app)
        """;

    // Index: primary key.
    private const string AnyText = $"SELECT 1 FROM app_usage_changes ORDER BY {Key} LIMIT 1";

    // Index: primary key.
    private const string ListText = $"""
        SELECT {Columns} FROM app_usage_changes
        WHERE ({Key}) > (@after_app, @after_day, @after_type, @after_id) ORDER BY {Key} LIMIT @limit
        """;

    // Index: primary key.
    private const string DeleteText = $"""
        DELETE FROM app_usage_changes
        WHERE ({Key}) > (@after_app, @after_day, @after_type, @after_id) AND ({Key}) <= (@app, @day, @media_type, @id)
        """;

    /// <summary>The place before the first row.</summary>
    public static readonly UsageChange Start = new("", "", "", 0, 0, 0, 0);

    /// <summary>Inserts a change, or adds it to another one if no transaction can write at the same time. Part of the transaction that inserts or deletes the
    /// attachments.</summary>
    /// <returns>The settings of the app, which may limit its usage; <c>null</c> if the app does not exist.</returns>
    public static ValueTask<string?> InsertAsync(DatabaseSession session, UsageChange change, string id)
    {
        ArgumentNullException.ThrowIfNull(change);
        return WithKey(session.Sql(InsertText), change with { Id = session.IsOnlyWriter ? "" : id })
            .With("@uploads", change.Uploads).With("@uploaded_bytes", change.UploadedBytes)
            .With("@deletions", change.Deletions).With("@deleted_bytes", change.DeletedBytes)
            .FirstAsync(row => row.StringOrNull(0));
    }

    /// <summary>Whether the table has any rows.</summary>
    public static ValueTask<bool> AnyAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        session.Sql(AnyText).FirstAsync(_ => true, cancellationToken);

    /// <summary>Lists up to <paramref name="limit"/> rows after one, in the order of apps, days and media types.</summary>
    public static ValueTask<List<UsageChange>> ListAsync(DatabaseSession session, UsageChange after, int limit) =>
        After(session.Sql(ListText), after).With("@limit", (long)limit).AllAsync(Read);

    /// <summary>Deletes the rows after one, up to and including another. In the same transaction as <see cref="ListAsync"/> these are the rows that it
    /// listed.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, UsageChange after, UsageChange last) =>
        await WithKey(After(session.Sql(DeleteText), after), last).ExecuteAsync();

    private static SqlStatement WithKey(SqlStatement statement, UsageChange row) =>
        statement.With("@app", row.AppId).With("@day", row.Day).With("@media_type", row.MediaType).With("@id", row.Id);

    private static SqlStatement After(SqlStatement statement, UsageChange row) =>
        statement.With("@after_app", row.AppId).With("@after_day", row.Day).With("@after_type", row.MediaType).With("@after_id", row.Id);

    private static UsageChange Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7)) { Id = row.GetString(3) };
}
