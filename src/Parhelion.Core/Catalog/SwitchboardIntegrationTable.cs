using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>switchboard_integrations</c>. Each row makes an integration a part of a switchboard
/// (<see cref="SwitchboardIntegrationRow"/>).</summary>
public static class SwitchboardIntegrationTable
{
    private const string Columns =
        "id, app_id, switchboard_id, name, integration_id, integration_type, deliver_standby_events, next_id, message_history_count";

    // Index: primary key.
    private const string InsertText = """
        INSERT INTO switchboard_integrations
            (id, app_id, switchboard_id, name, integration_id, integration_type, deliver_standby_events, next_id, message_history_count, created_at)
        VALUES (@id, @app, @switchboard, @name, @integration, @type, @standby, @next, @history, @created_at)
        """;

    // Index: switchboard_integrations_by_switchboard. A switchboard has at most ten.
    private const string ListText = $"SELECT {Columns} FROM switchboard_integrations WHERE switchboard_id = @switchboard ORDER BY id LIMIT 100";

    // Index: switchboard_integrations_by_integration. An app has one switchboard, which has each integration once.
    private const string FindOfIntegrationText = $"SELECT {Columns} FROM switchboard_integrations WHERE integration_id = @integration";

    // Index: primary key.
    private const string UpdateText = """
        UPDATE switchboard_integrations SET name = @name, integration_id = @integration, integration_type = @type, deliver_standby_events = @standby,
            next_id = @next, message_history_count = @history
        WHERE id = @id
        """;

    // Index: primary key.
    private const string DeleteText = "DELETE FROM switchboard_integrations WHERE id = @id";

    // Index: switchboard_integrations_by_switchboard.
    private const string DeleteOfSwitchboardText = "DELETE FROM switchboard_integrations WHERE switchboard_id = @switchboard";

    // Index: switchboard_integrations_by_app.
    private const string DeleteOfAppText =
        "DELETE FROM switchboard_integrations WHERE id IN (SELECT id FROM switchboard_integrations WHERE app_id = @app ORDER BY id LIMIT @limit)";

    /// <summary>Inserts a switchboard integration.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, SwitchboardIntegrationRow row, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(row);
        await Fill(session.Sql(InsertText), row).With("@app", row.AppId).With("@switchboard", row.SwitchboardId)
            .With("@created_at", now.ToUnixTimeMilliseconds()).ExecuteAsync();
    }

    /// <summary>Lists all switchboard integrations of a switchboard, oldest first.</summary>
    public static ValueTask<List<SwitchboardIntegrationRow>> ListAsync(DatabaseSession session, string switchboardId, CancellationToken cancellationToken) =>
        session.Sql(ListText).With("@switchboard", switchboardId).AllAsync(Read, cancellationToken);

    /// <summary>Finds the switchboard integration of an integration, or <c>null</c>.</summary>
    public static ValueTask<SwitchboardIntegrationRow?> FindOfIntegrationAsync(DatabaseSession session, string integrationId) =>
        session.Sql(FindOfIntegrationText).With("@integration", integrationId).FirstAsync(Read);

    /// <summary>Updates the fields of a switchboard integration that may change.</summary>
    public static async ValueTask UpdateAsync(DatabaseSession session, SwitchboardIntegrationRow row) => await Fill(session.Sql(UpdateText), row).ExecuteAsync();

    /// <summary>Deletes a switchboard integration.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, string id) => await session.Sql(DeleteText).With("@id", id).ExecuteAsync();

    /// <summary>Deletes all switchboard integrations of a switchboard.</summary>
    public static async ValueTask DeleteOfSwitchboardAsync(DatabaseSession session, string switchboardId) =>
        await session.Sql(DeleteOfSwitchboardText).With("@switchboard", switchboardId).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> switchboard integrations of a deleted app. Returns how many.</summary>
    public static ValueTask<int> DeleteOfAppAsync(DatabaseSession session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).ExecuteAsync();

    private static SqlStatement Fill(SqlStatement statement, SwitchboardIntegrationRow row) => statement
        .With("@id", row.Id).With("@name", row.Name).With("@integration", row.IntegrationId).With("@type", row.IntegrationType)
        .With("@standby", row.DeliversStandbyEvents ? 1L : 0L).With("@next", row.NextId).With("@history", row.MessageHistoryCount);

    private static SwitchboardIntegrationRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        AppId = row.GetString(1),
        SwitchboardId = row.GetString(2),
        Name = row.GetString(3),
        IntegrationId = row.GetString(4),
        IntegrationType = row.GetString(5),
        DeliversStandbyEvents = row.GetInt64(6) != 0,
        NextId = row.StringOrNull(7),
        MessageHistoryCount = row.NumberOrNull(8),
    };
}
