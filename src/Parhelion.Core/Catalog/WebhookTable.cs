using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>webhooks</c>, which holds the URLs that get the events of an app (<see cref="WebhookRow"/>).</summary>
public static class WebhookTable
{
    private const string Columns = "w.id, w.app_id, w.integration_id, w.target, w.triggers, w.secret, w.include_full_user, w.include_full_source";

    // The integration may have been deleted meanwhile. Index: primary keys.
    private const string InsertText = """
        INSERT INTO webhooks (id, app_id, integration_id, target, triggers, secret, include_full_user, include_full_source, created_at)
        SELECT @id, @app, @integration, @target, @triggers, @secret, @full_user, @full_source, @created_at
        WHERE EXISTS (SELECT 1 FROM integrations WHERE id = @integration)
        """;

    // Index: primary keys. The webhooks of a deleted app are not called any more.
    private const string FindText = $"SELECT {Columns} FROM webhooks w JOIN apps p ON p.id = w.app_id WHERE w.id = @id";

    // Index: webhooks_by_integration.
    private const string ListText = $"SELECT {Columns} FROM webhooks w WHERE w.integration_id = @integration ORDER BY w.id LIMIT 100";

    // Index: webhooks_by_app. An app has at most ten webhooks.
    private const string ListOfAppText = $"SELECT {Columns} FROM webhooks w WHERE w.app_id = @app ORDER BY w.id LIMIT 100";

    // Index: webhooks_by_app. An app has at most ten webhooks.
    private const string CountText = "SELECT COUNT(*) FROM webhooks WHERE app_id = @app";

    // Index: webhooks_by_app.
    private const string SubscribedText = "SELECT id FROM webhooks WHERE app_id = @app AND triggers LIKE @trigger ORDER BY id LIMIT 100";

    // Leaves out the webhooks of integrations that are on standby in a conversation and do not want its events. @involved has the ids of the switchboard
    // integrations that are not on standby. Index: webhooks_by_app, switchboard_integrations_by_integration, then primary key.
    private const string SubscribedToConversationText = """
        SELECT w.id FROM webhooks w WHERE w.app_id = @app AND w.triggers LIKE @trigger
          AND NOT EXISTS (SELECT 1 FROM enabled_switchboard_integrations s
            WHERE s.integration_id = w.integration_id AND s.deliver_standby_events = 0 AND @involved NOT LIKE '%' || s.id || '%')
        ORDER BY w.id LIMIT 100
        """;

    // Index: primary key.
    private const string UpdateText = """
        UPDATE webhooks SET target = @target, triggers = @triggers, include_full_user = @full_user, include_full_source = @full_source WHERE id = @id
        """;

    // Index: primary key.
    private const string DeleteText = "DELETE FROM webhooks WHERE id = @id";

    // Index: webhooks_by_integration.
    private const string DeleteOfIntegrationText = "DELETE FROM webhooks WHERE integration_id = @integration";

    // Index: webhooks_by_app.
    private const string DeleteOfAppText = "DELETE FROM webhooks WHERE id IN (SELECT id FROM webhooks WHERE app_id = @app ORDER BY id LIMIT @limit)";

    /// <summary>Inserts a webhook. False when its integration does not exist any more.</summary>
    public static async ValueTask<bool> InsertAsync(DatabaseSession session, WebhookRow row, DateTimeOffset now) =>
        await Fill(session.Sql(InsertText), row)
            .With("@app", row.AppId).With("@integration", row.IntegrationId).With("@secret", row.Secret)
            .With("@created_at", now.ToUnixTimeMilliseconds()).ExecuteAsync() == 1;

    /// <summary>Finds a webhook of a live app, or <c>null</c>.</summary>
    public static ValueTask<WebhookRow?> FindAsync(DatabaseSession session, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).FirstAsync(Read, cancellationToken);

    /// <summary>Lists all webhooks of an integration, oldest first.</summary>
    public static ValueTask<List<WebhookRow>> ListAsync(DatabaseSession session, string integrationId, CancellationToken cancellationToken) =>
        session.Sql(ListText).With("@integration", integrationId).AllAsync(Read, cancellationToken);

    /// <summary>Lists all webhooks of an app, oldest first.</summary>
    public static ValueTask<List<WebhookRow>> ListOfAppAsync(DatabaseSession session, string appId, CancellationToken cancellationToken) =>
        session.Sql(ListOfAppText).With("@app", appId).AllAsync(Read, cancellationToken);

    /// <summary>Counts the webhooks of an app.</summary>
    public static ValueTask<long> CountAsync(DatabaseSession session, string appId) =>
        session.Sql(CountText).With("@app", appId).FirstAsync(row => row.GetInt64(0));

    /// <summary>Lists the ids of an app's webhooks that subscribe to a type of event.</summary>
    public static ValueTask<List<string>> SubscribedAsync(DatabaseSession session, string appId, string type) =>
        session.Sql(SubscribedText).With("@app", appId).With("@trigger", TriggerPattern(type)).AllAsync(row => row.GetString(0));

    /// <summary>Lists the ids of an app's webhooks that get an event of a conversation: those that subscribe to its type, except of integrations that are on
    /// standby and do not want events then.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="appId">The app.</param>
    /// <param name="type">The type of the event.</param>
    /// <param name="involved">The switchboard integrations that are not on standby.</param>
    public static ValueTask<List<string>> SubscribedToConversationAsync(
        DatabaseSession session, string appId, string type, IEnumerable<SwitchboardIntegrationReference> involved) =>
        session.Sql(SubscribedToConversationText).With("@app", appId).With("@trigger", TriggerPattern(type)).With("@involved", string.Join(' ', involved.Select(one => one.Id)))
            .AllAsync(row => row.GetString(0));

    /// <summary>Updates target, triggers and options of a webhook.</summary>
    public static async ValueTask UpdateAsync(DatabaseSession session, WebhookRow row) => await Fill(session.Sql(UpdateText), row).ExecuteAsync();

    /// <summary>Deletes a webhook. False when it does not exist any more.</summary>
    public static async ValueTask<bool> DeleteAsync(DatabaseSession session, string id) =>
        await session.Sql(DeleteText).With("@id", id).ExecuteAsync() == 1;

    /// <summary>Deletes all webhooks of an integration.</summary>
    public static async ValueTask DeleteOfIntegrationAsync(DatabaseSession session, string integrationId) =>
        await session.Sql(DeleteOfIntegrationText).With("@integration", integrationId).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> webhooks of a deleted app. Returns how many.</summary>
    public static ValueTask<int> DeleteOfAppAsync(DatabaseSession session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).ExecuteAsync();

    // The pattern of a list of triggers that contains a type of event.
    private static string TriggerPattern(string type) => $"%\"{type}\"%";

    private static SqlStatement Fill(SqlStatement statement, WebhookRow row) => statement
        .With("@id", row.Id).With("@target", row.Target).With("@triggers", row.Triggers)
        .With("@full_user", row.IncludeFullUser ? 1L : 0L).With("@full_source", row.IncludeFullSource ? 1L : 0L);

    private static WebhookRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        AppId = row.GetString(1),
        IntegrationId = row.GetString(2),
        Target = row.GetString(3),
        Triggers = row.GetString(4),
        Secret = row.Bytes(5),
        IncludeFullUser = row.GetInt64(6) != 0,
        IncludeFullSource = row.GetInt64(7) != 0,
    };
}
