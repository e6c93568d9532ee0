using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>switchboards</c>, which holds at most one switchboard for each app (<see cref="SwitchboardRow"/>).</summary>
public static class SwitchboardTable
{
    private const string Columns = "b.id, b.app_id, b.enabled, b.default_id";

    // The app may have been deleted meanwhile. Index: primary keys.
    private const string InsertText = """
        INSERT INTO switchboards (id, app_id, enabled, default_id, created_at)
        SELECT @id, @app, @enabled, @default, @created_at WHERE EXISTS (SELECT 1 FROM apps WHERE id = @app)
        """;

    // Index: primary key.
    private const string FindText = $"SELECT {Columns} FROM switchboards b WHERE b.id = @id AND b.app_id = @app";

    // Index: switchboards_by_app.
    private const string FindOfAppText = $"SELECT {Columns} FROM switchboards b WHERE b.app_id = @app ORDER BY b.id LIMIT 1";

    // Index: switchboards_by_app, then primary key.
    private const string FindDefaultText = """
        SELECT s.id, s.name, s.integration_id, s.integration_type FROM switchboards b JOIN switchboard_integrations s ON s.id = b.default_id
        WHERE b.app_id = @app AND b.enabled = 1
        """;

    // Index: switchboard_integrations_by_app, primary keys. An app has at most ten.
    private const string FindResponderText = """
        SELECT s.id, s.name, s.integration_id, s.integration_type FROM enabled_switchboard_integrations s
        WHERE s.app_id = @app AND (s.id = @id OR s.integration_id = @id) ORDER BY s.id LIMIT 1
        """;

    // Index: primary key.
    private const string UpdateText = "UPDATE switchboards SET enabled = @enabled, default_id = @default WHERE id = @id";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM switchboards WHERE id = @id";

    // Index: switchboards_by_app.
    private const string DeleteOfAppText = "DELETE FROM switchboards WHERE id IN (SELECT id FROM switchboards WHERE app_id = @app ORDER BY id LIMIT @limit)";

    /// <summary>Inserts a switchboard. False when its app does not exist any more.</summary>
    public static async ValueTask<bool> InsertAsync(DatabaseSession session, SwitchboardRow row, DateTimeOffset now) =>
        await Fill(session.Sql(InsertText), row).With("@app", row.AppId).With("@created_at", now.ToUnixTimeMilliseconds()).ExecuteAsync() == 1;

    /// <summary>Finds a switchboard of an app, or <c>null</c>.</summary>
    public static ValueTask<SwitchboardRow?> FindAsync(DatabaseSession session, string appId, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).With("@app", appId).FirstAsync(Read, cancellationToken);

    /// <summary>Finds the one switchboard of an app, or <c>null</c>.</summary>
    public static ValueTask<SwitchboardRow?> FindOfAppAsync(DatabaseSession session, string appId, CancellationToken cancellationToken) =>
        session.Sql(FindOfAppText).With("@app", appId).FirstAsync(Read, cancellationToken);

    /// <summary>Finds the default of the enabled switchboard of an app; <c>null</c> if the app has none.</summary>
    public static ValueTask<SwitchboardIntegrationReference?> FindDefaultAsync(DatabaseSession session, string appId) =>
        session.Sql(FindDefaultText).With("@app", appId).FirstAsync(ReadReference);

    /// <summary>Finds a switchboard integration of the enabled switchboard of an app by its id or by that of its integration, or <c>null</c>.</summary>
    public static ValueTask<SwitchboardIntegrationReference?> FindResponderAsync(DatabaseSession session, string appId, string id) =>
        session.Sql(FindResponderText).With("@app", appId).With("@id", id).FirstAsync(ReadReference);

    /// <summary>Updates whether a switchboard is enabled, and its default.</summary>
    public static async ValueTask UpdateAsync(DatabaseSession session, SwitchboardRow row) => await Fill(session.Sql(UpdateText), row).ExecuteAsync();

    /// <summary>Deletes a switchboard.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, string id) => await session.Sql(DeleteText).With("@id", id).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> switchboards of a deleted app. Returns how many.</summary>
    public static ValueTask<int> DeleteOfAppAsync(DatabaseSession session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).ExecuteAsync();

    private static SqlStatement Fill(SqlStatement statement, SwitchboardRow row) =>
        statement.With("@id", row.Id).With("@enabled", row.IsEnabled ? 1L : 0L).With("@default", row.DefaultId);

    private static SwitchboardIntegrationReference ReadReference(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));

    private static SwitchboardRow Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetInt64(2) != 0, row.StringOrNull(3));
}
