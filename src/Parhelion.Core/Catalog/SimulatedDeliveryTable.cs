using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads and writes the table <c>simulated_deliveries</c> (<see cref="SimulatedDeliveryRow"/>). Each row records a message that would go to a channel. The
/// server never calls channels. Queries leave out the deliveries whose message or integration was deleted.
/// </summary>
public static class SimulatedDeliveryTable
{
    private const string Columns = "d.id, d.app_id, d.integration_id, d.conversation_id, d.user_id, d.message_id, d.status, d.error, d.created_at, d.client_id";

    // Index: primary key.
    private const string InsertText = """
        INSERT INTO simulated_deliveries (id, app_id, integration_id, conversation_id, user_id, message_id, status, error, created_at, client_id)
        VALUES (@id, @app, @integration, @conversation, @user, @message, @status, NULL, @now, @client)
        """;

    private const string From = $"""
        SELECT {Columns}, i.type, s.external_id FROM simulated_deliveries d JOIN live_messages m ON m.id = d.message_id
        JOIN integrations i ON i.id = d.integration_id LEFT JOIN clients s ON s.id = d.client_id WHERE
        """;

    // Index: primary keys.
    private const string FindText = $"{From} d.id = @id AND d.app_id = @app";

    // Index: simulated_deliveries_by_app, primary keys. Walks over the rows of an app at most.
    private const string AfterText = $"{From} d.app_id = @app AND d.id > @cursor ORDER BY d.id LIMIT @limit";
    private const string BeforeText = $"{From} d.app_id = @app AND d.id < @cursor ORDER BY d.id DESC LIMIT @limit";

    // Index: primary key.
    private const string UpdateText = "UPDATE simulated_deliveries SET status = @status, error = @error WHERE id = @id";

    // Index: simulated_deliveries_by_app. Walks over the rows that stay, which are as many as an app may have.
    private const string NewestText = "SELECT id FROM simulated_deliveries WHERE app_id = @app ORDER BY id DESC LIMIT 1 OFFSET @offset";

    // Index: simulated_deliveries_by_app.
    private const string ForgetOfAppText = "DELETE FROM simulated_deliveries WHERE app_id = @app AND id <= @id";

    // Index: primary key.
    private const string ForgetText = "DELETE FROM simulated_deliveries WHERE id IN (SELECT id FROM simulated_deliveries WHERE id < @id ORDER BY id LIMIT @limit)";

    // Index: simulated_deliveries_by_app. Walks over the rows of an app at most.
    private const string GiveText = "UPDATE simulated_deliveries SET user_id = @to WHERE app_id = @app AND user_id = @from";

    // Index: simulated_deliveries_by_integration.
    private const string DeleteOfIntegrationText = "DELETE FROM simulated_deliveries WHERE integration_id = @integration";

    // Index: simulated_deliveries_by_app.
    private const string DeleteOfAppText =
        "DELETE FROM simulated_deliveries WHERE id IN (SELECT id FROM simulated_deliveries WHERE app_id = @app ORDER BY id LIMIT @limit)";

    /// <summary>Inserts a delivery.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, SimulatedDeliveryRow row) =>
        await session.Sql(InsertText)
            .With("@id", row.Id).With("@app", row.AppId).With("@integration", row.IntegrationId).With("@conversation", row.ConversationId)
            .With("@user", row.UserId).With("@message", row.MessageId).With("@status", row.Status).With("@now", row.CreatedAt.ToUnixTimeMilliseconds()).With("@client", row.ClientId)
            .ExecuteAsync();

    /// <summary>Finds a delivery of an app, or <c>null</c>.</summary>
    public static ValueTask<SimulatedDeliveryRow?> FindAsync(DatabaseSession session, string appId, string id) =>
        session.Sql(FindText).With("@app", appId).With("@id", id).FirstAsync(Read);

    /// <summary>Lists deliveries of an app on one side of a cursor, nearest first.</summary>
    public static ValueTask<List<SimulatedDeliveryRow>> ListAsync(DatabaseSession session, string appId, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? BeforeText : AfterText).With("@app", appId).With("@cursor", page.Bound).With("@limit", (long)page.Limit)
            .AllAsync(Read, cancellationToken);

    /// <summary>Updates the status and the error of a delivery.</summary>
    public static async ValueTask UpdateAsync(DatabaseSession session, SimulatedDeliveryRow row) =>
        await session.Sql(UpdateText).With("@id", row.Id).With("@status", row.Status).With("@error", row.Error).ExecuteAsync();

    /// <summary>Gives the deliveries to a user to another user of the app.</summary>
    public static async ValueTask GiveAsync(DatabaseSession session, string appId, string fromId, string toId) =>
        await session.Sql(GiveText).With("@app", appId).With("@from", fromId).With("@to", toId).ExecuteAsync();

    /// <summary>Deletes all deliveries of an app but the newest.</summary>
    public static async ValueTask TrimAsync(DatabaseSession session, string appId, int kept)
    {
        var last = await session.Sql(NewestText).With("@app", appId).With("@offset", (long)kept).FirstAsync(row => row.GetString(0));
        if (last is not null) await session.Sql(ForgetOfAppText).With("@app", appId).With("@id", last).ExecuteAsync();
    }

    /// <summary>Deletes up to <paramref name="limit"/> deliveries from before a time. Returns how many.</summary>
    public static ValueTask<int> ForgetAsync(DatabaseSession session, DateTimeOffset before, int limit) =>
        session.Sql(ForgetText).With("@id", ObjectId.LeastAt(before)).With("@limit", (long)limit).ExecuteAsync();

    /// <summary>Deletes all deliveries of an integration. They are at most as many as an app may have.</summary>
    public static async ValueTask DeleteOfIntegrationAsync(DatabaseSession session, string integrationId) =>
        await session.Sql(DeleteOfIntegrationText).With("@integration", integrationId).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> deliveries of a deleted app. Returns how many.</summary>
    public static ValueTask<int> DeleteOfAppAsync(DatabaseSession session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).ExecuteAsync();

    private static SimulatedDeliveryRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        AppId = row.GetString(1),
        IntegrationId = row.GetString(2),
        ConversationId = row.GetString(3),
        UserId = row.GetString(4),
        MessageId = row.GetString(5),
        Status = row.GetString(6),
        Error = row.StringOrNull(7),
        CreatedAt = row.Time(8),
        ClientId = row.StringOrNull(9),
        IntegrationType = row.GetString(10),
        ExternalId = row.StringOrNull(11),
    };
}
