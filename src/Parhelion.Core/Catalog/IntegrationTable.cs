using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>integrations</c>.</summary>
public static class IntegrationTable
{
    private const string Columns = "id, app_id, display_name";

    // The app may have been deleted meanwhile. Index: primary keys.
    private const string InsertText = """
        INSERT INTO integrations (id, app_id, display_name, created_at)
        SELECT @id, @app, @display_name, @created_at WHERE EXISTS (SELECT 1 FROM apps WHERE id = @app)
        """;

    // Index: primary key.
    private const string FindText = $"SELECT {Columns} FROM integrations WHERE id = @id AND app_id = @app";

    // Index: integrations_by_app.
    private const string AfterText = $"SELECT {Columns} FROM integrations WHERE app_id = @app AND id > @cursor ORDER BY id LIMIT @limit";
    private const string BeforeText = $"SELECT {Columns} FROM integrations WHERE app_id = @app AND id < @cursor ORDER BY id DESC LIMIT @limit";

    // Index: primary key.
    private const string UpdateText = "UPDATE integrations SET display_name = @display_name WHERE id = @id";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM integrations WHERE id = @id";

    // Index: integrations_by_app.
    private const string DeleteOfAppText =
        "DELETE FROM integrations WHERE id IN (SELECT id FROM integrations WHERE app_id = @app ORDER BY id LIMIT @limit)";

    /// <summary>Inserts an integration. False when its app does not exist any more.</summary>
    public static async ValueTask<bool> InsertAsync(DatabaseSession session, IntegrationRow row, DateTimeOffset now) =>
        await session.Sql(InsertText).With("@id", row.Id).With("@app", row.AppId).With("@display_name", row.DisplayName)
            .With("@created_at", now.ToUnixTimeMilliseconds()).ExecuteAsync() == 1;

    /// <summary>Finds an integration of an app, or <c>null</c>.</summary>
    public static ValueTask<IntegrationRow?> FindAsync(DatabaseSession session, string appId, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).With("@app", appId).FirstAsync(Read, cancellationToken);

    /// <summary>Lists integrations of an app on one side of a cursor, nearest first.</summary>
    public static ValueTask<List<IntegrationRow>> ListAsync(DatabaseSession session, string appId, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? BeforeText : AfterText).With("@app", appId).With("@cursor", page.Bound).With("@limit", (long)page.Limit)
            .AllAsync(Read, cancellationToken);

    /// <summary>Updates the name of an integration.</summary>
    public static async ValueTask UpdateAsync(DatabaseSession session, IntegrationRow row) =>
        await session.Sql(UpdateText).With("@id", row.Id).With("@display_name", row.DisplayName).ExecuteAsync();

    /// <summary>Deletes an integration. False when it does not exist any more.</summary>
    public static async ValueTask<bool> DeleteAsync(DatabaseSession session, string id) =>
        await session.Sql(DeleteText).With("@id", id).ExecuteAsync() == 1;

    /// <summary>Deletes up to <paramref name="limit"/> integrations of a deleted app. Returns how many.</summary>
    public static ValueTask<int> DeleteOfAppAsync(DatabaseSession session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).ExecuteAsync();

    private static IntegrationRow Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.StringOrNull(2));
}
