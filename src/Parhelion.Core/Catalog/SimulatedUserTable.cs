using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>simulated_users</c>, which says which users write through which simulated channels.</summary>
public static class SimulatedUserTable
{
    private const string Columns = "id, app_id, integration_id, user_id, external_id, last_seen";

    // Index: primary key.
    private const string InsertText = """
        INSERT INTO simulated_users (id, app_id, integration_id, user_id, external_id, last_seen)
        VALUES (@id, @app, @integration, @user, @external_id, @now)
        """;

    // Index: simulated_users_by_user.
    private const string FindText = $"SELECT {Columns} FROM simulated_users WHERE user_id = @user AND integration_id = @integration";

    // Index: simulated_users_by_external_id.
    private const string FindByExternalIdText = $"SELECT {Columns} FROM simulated_users WHERE integration_id = @integration AND external_id = @external_id";

    // Index: simulated_users_by_time.
    private const string LatestText = "SELECT integration_id FROM simulated_users WHERE user_id = @user ORDER BY last_seen DESC LIMIT 1";

    // Index: primary key.
    private const string SeeText = "UPDATE simulated_users SET last_seen = @now WHERE id = @id";

    // Index: simulated_users_by_app. An app has at most a thousand rows.
    private const string CountText = "SELECT COUNT(*) FROM simulated_users WHERE app_id = @app";

    // Index: simulated_users_by_user.
    private const string DeleteOfUserText = "DELETE FROM simulated_users WHERE user_id = @user";

    // Index: simulated_users_by_integration.
    private const string DeleteOfIntegrationText = "DELETE FROM simulated_users WHERE integration_id = @integration";

    // Index: simulated_users_by_app.
    private const string DeleteOfAppText = "DELETE FROM simulated_users WHERE id IN (SELECT id FROM simulated_users WHERE app_id = @app ORDER BY id LIMIT @limit)";

    /// <summary>Inserts a user of a channel.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, SimulatedUserRow row) =>
        await session.Sql(InsertText)
            .With("@id", row.Id).With("@app", row.AppId).With("@integration", row.IntegrationId).With("@user", row.UserId).With("@external_id", row.ExternalId)
            .With("@now", row.LastSeen.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Finds a user of a channel, or <c>null</c>.</summary>
    public static ValueTask<SimulatedUserRow?> FindAsync(DatabaseSession session, string integrationId, string userId) =>
        session.Sql(FindText).With("@integration", integrationId).With("@user", userId).FirstAsync(Read);

    /// <summary>Finds a user of a channel by the id on the channel, or <c>null</c>.</summary>
    public static ValueTask<SimulatedUserRow?> FindByExternalIdAsync(DatabaseSession session, string integrationId, string externalId) =>
        session.Sql(FindByExternalIdText).With("@integration", integrationId).With("@external_id", externalId).FirstAsync(Read);

    /// <summary>Gets the id of the integration through which a user wrote last, or <c>null</c>.</summary>
    public static ValueTask<string?> LatestAsync(DatabaseSession session, string userId) =>
        session.Sql(LatestText).With("@user", userId).FirstAsync(row => row.GetString(0));

    /// <summary>Records that a user has written through the channel.</summary>
    public static async ValueTask SeeAsync(DatabaseSession session, string id, DateTimeOffset now) =>
        await session.Sql(SeeText).With("@id", id).With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Counts the users of all channels of an app.</summary>
    public static ValueTask<long> CountAsync(DatabaseSession session, string appId) => session.Sql(CountText).With("@app", appId).FirstAsync(row => row.GetInt64(0));

    /// <summary>Deletes all rows of a user, one for each channel.</summary>
    public static async ValueTask DeleteOfUserAsync(DatabaseSession session, string userId) => await session.Sql(DeleteOfUserText).With("@user", userId).ExecuteAsync();

    /// <summary>Deletes all users of a channel. They are at most as many as an app may have.</summary>
    public static async ValueTask DeleteOfIntegrationAsync(DatabaseSession session, string integrationId) =>
        await session.Sql(DeleteOfIntegrationText).With("@integration", integrationId).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> rows of a deleted app. Returns how many.</summary>
    public static ValueTask<int> DeleteOfAppAsync(DatabaseSession session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).ExecuteAsync();

    private static SimulatedUserRow Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.StringOrNull(4), row.Time(5));
}
