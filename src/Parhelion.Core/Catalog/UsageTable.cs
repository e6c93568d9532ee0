namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes two tables about the usage of apps. The table <c>app_usage</c> counts the attachments of each app by media type. The table
/// <c>app_usage_days</c> counts the uploads and deletions of each app by day.</summary>
/// <remarks>The methods that read the usage also count the changes in <see cref="UsageChangeTable"/>, which are not in these tables yet. An app has few rows:
/// the media types come from the list of the server and not from clients, and only the last 90 days are kept (<see cref="UsageDayConverter.Kept"/>).</remarks>
public static class UsageTable
{
    // Index: primary key of apps, then that of app_usage. The rows of an app that was deleted are not made again.
    private const string AddText = """
        INSERT INTO app_usage (app_id, media_type, attachments, bytes)
        SELECT @app, @media_type, @uploads, @uploaded_bytes WHERE EXISTS (SELECT 1 FROM apps WHERE id = @app)
        ON CONFLICT (app_id, media_type) DO UPDATE SET
            attachments = app_usage.attachments + excluded.attachments, bytes = app_usage.bytes + excluded.bytes
        """;

    // Index: primary key.
    private const string DropEmptyText =
        "DELETE FROM app_usage WHERE app_id = @app AND media_type = @media_type AND attachments = 0 AND bytes = 0";

    // Index: primary key of apps, then that of app_usage_days.
    private const string AddDayText = """
        INSERT INTO app_usage_days (app_id, day, uploads, uploaded_bytes, deletions, deleted_bytes)
        SELECT @app, @day, @uploads, @uploaded_bytes, @deletions, @deleted_bytes WHERE EXISTS (SELECT 1 FROM apps WHERE id = @app)
        ON CONFLICT (app_id, day) DO UPDATE SET
            uploads = app_usage_days.uploads + excluded.uploads, uploaded_bytes = app_usage_days.uploaded_bytes + excluded.uploaded_bytes,
            deletions = app_usage_days.deletions + excluded.deletions, deleted_bytes = app_usage_days.deleted_bytes + excluded.deleted_bytes
        """;

    // Index: primary key.
    private const string DropDaysText = "DELETE FROM app_usage_days WHERE app_id = @app AND day < @day";

    // Index: primary key.
    private const string DeleteOfAppText = """
        DELETE FROM app_usage WHERE app_id = @app AND media_type IN (SELECT media_type FROM app_usage WHERE app_id = @app ORDER BY media_type LIMIT @limit)
        """;

    // Index: primary key.
    private const string DeleteDaysOfAppText = """
        DELETE FROM app_usage_days WHERE app_id = @app AND day IN (SELECT day FROM app_usage_days WHERE app_id = @app ORDER BY day LIMIT @limit)
        """;

    // Index: primary keys. One statement, so that it sees each change once, although a worker moves changes from one table to another.
    private const string ReadText = """
        SELECT '', media_type, attachments, bytes, 0, 0 FROM app_usage WHERE app_id = @app
        UNION ALL
        SELECT day, '', uploads, uploaded_bytes, deletions, deleted_bytes FROM app_usage_days WHERE app_id = @app AND day >= @day
        UNION ALL
        SELECT day, media_type, CAST(SUM(uploads) AS BIGINT), CAST(SUM(uploaded_bytes) AS BIGINT), CAST(SUM(deletions) AS BIGINT), CAST(SUM(deleted_bytes) AS BIGINT)
        FROM app_usage_changes WHERE app_id = @app GROUP BY app_id, day, media_type
        """;

    // Index: primary keys. One statement, as above.
    private const string TotalText = """
        SELECT CAST(COALESCE(SUM(attachments), 0) AS BIGINT), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM app_usage WHERE app_id = @app
        UNION ALL
        SELECT CAST(COALESCE(SUM(uploads - deletions), 0) AS BIGINT), CAST(COALESCE(SUM(uploaded_bytes - deleted_bytes), 0) AS BIGINT)
        FROM app_usage_changes WHERE app_id = @app
        """;

    // No index: scans both tables, which have few rows for each app.
    private const string TotalBytesSql = """
        SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM app_usage
        UNION ALL
        SELECT CAST(COALESCE(SUM(uploaded_bytes - deleted_bytes), 0) AS BIGINT) FROM app_usage_changes
        """;

    // No index: scans all attachments, for the command verify. One statement, so that it sees one state of the database.
    private const string DifferencesSql = """
        SELECT app_id, media_type, CAST(SUM(attachments) AS BIGINT), CAST(SUM(bytes) AS BIGINT)
        FROM (
            SELECT app_id, media_type, COUNT(*) AS attachments, SUM(size) AS bytes FROM attachments GROUP BY app_id, media_type
            UNION ALL SELECT app_id, media_type, -attachments, -bytes FROM app_usage
            UNION ALL SELECT app_id, media_type, deletions - uploads, deleted_bytes - uploaded_bytes FROM app_usage_changes
        ) counted
        WHERE app_id IN (SELECT id FROM apps) GROUP BY app_id, media_type HAVING SUM(attachments) <> 0 OR SUM(bytes) <> 0
        ORDER BY app_id, media_type LIMIT @limit
        """;

    /// <summary>Adds a change to the attachments of a media type. Does nothing if the app does not exist any more.</summary>
    public static async ValueTask AddAsync(DatabaseSession session, UsageChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        await session.Sql(AddText).With("@app", change.AppId).With("@media_type", change.MediaType)
            .With("@uploads", change.Attachments).With("@uploaded_bytes", change.Bytes).ExecuteAsync();
        if (change.Attachments >= 0) return;
        await session.Sql(DropEmptyText).With("@app", change.AppId).With("@media_type", change.MediaType).ExecuteAsync();
    }

    /// <summary>Adds a change to its day, and deletes the days of the app before <paramref name="oldest"/>. Does nothing for a correction, or if the app does not
    /// exist any more.</summary>
    public static async ValueTask AddDayAsync(DatabaseSession session, UsageChange change, string oldest)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Day.Length == 0) return;
        await session.Sql(AddDayText).With("@app", change.AppId).With("@day", change.Day)
            .With("@uploads", change.Uploads).With("@uploaded_bytes", change.UploadedBytes)
            .With("@deletions", change.Deletions).With("@deleted_bytes", change.DeletedBytes).ExecuteAsync();
        await session.Sql(DropDaysText).With("@app", change.AppId).With("@day", oldest).ExecuteAsync();
    }

    /// <summary>Deletes up to <paramref name="limit"/> rows of an app. Returns how many.</summary>
    public static async ValueTask<int> DeleteOfAppAsync(DatabaseSession session, string appId, int limit)
    {
        var types = await session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).ExecuteAsync();
        return types == limit ? types : types + await session.Sql(DeleteDaysOfAppText).With("@app", appId).With("@limit", (long)(limit - types)).ExecuteAsync();
    }

    /// <summary>Reads the usage of an app, with all days since <paramref name="oldest"/>. The attachments are the sum of the rows with a media type. What
    /// happened on a day is the sum of the rows with that day.</summary>
    public static ValueTask<List<UsageChange>> ReadAsync(DatabaseSession session, string appId, string oldest, CancellationToken cancellationToken) =>
        session.Sql(ReadText).With("@app", appId).With("@day", oldest).AllAsync(
            row => new UsageChange(appId, row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)), cancellationToken);

    /// <summary>Counts all attachments of an app.</summary>
    public static async ValueTask<UsageTotal> TotalAsync(DatabaseSession session, string appId, CancellationToken cancellationToken)
    {
        var parts = await session.Sql(TotalText).With("@app", appId).AllAsync(row => new UsageTotal(row.GetInt64(0), row.GetInt64(1)), cancellationToken);
        return new UsageTotal(parts.Sum(part => part.Count), parts.Sum(part => part.Bytes));
    }

    /// <summary>Sums up the sizes of the attachments of all apps, in bytes. The time grows with the number of apps, not of attachments.</summary>
    public static async ValueTask<long> TotalBytesAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        (await session.Sql(TotalBytesSql).AllAsync(row => row.GetInt64(0), cancellationToken)).Sum();

    /// <summary>Lists up to <paramref name="limit"/> differences between the usage and the attachments that exist. Scans all attachments.</summary>
    public static ValueTask<List<UsageDiscrepancy>> ListDifferencesAsync(DatabaseSession session, int limit, CancellationToken cancellationToken) =>
        session.Sql(DifferencesSql).With("@limit", (long)limit).AllAsync(
            row => new UsageDiscrepancy(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)), cancellationToken);
}
