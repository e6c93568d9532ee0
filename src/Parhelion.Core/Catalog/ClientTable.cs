using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>clients</c>, which holds the clients of each user (<see cref="ClientRow"/>). Only <see cref="FindPendingAsync"/> and
/// <see cref="FindActiveAsync"/> check whether the user is deleted. The other methods leave this check to their callers.</summary>
public static class ClientTable
{
    // The life of a client is derived: no row changes when an integration is deleted.
    private const string Columns = """
        c.id, c.app_id, c.user_id, c.type,
        CASE WHEN c.integration_id IS NULL OR EXISTS (SELECT 1 FROM integrations i WHERE i.id = c.integration_id) THEN c.status ELSE 'inactive' END,
        c.integration_id, c.external_id, c.last_seen, c.linked_at, c.created_at
        """;

    private const string InsertText = """
        INSERT INTO clients (id, app_id, user_id, type, status, integration_id, external_id, last_seen, linked_at, created_at)
        VALUES (@id, @app, @user, @type, @status, @integration, @external_id, @last_seen, @linked_at, @created_at)
        """;

    // Index: primary keys.
    private const string FindText = $"SELECT {Columns} FROM clients c WHERE c.id = @id AND c.app_id = @app";

    // Index: clients_by_user, then the primary key of integrations.
    private const string AfterText = $"SELECT {Columns} FROM clients c WHERE c.user_id = @user AND c.id > @cursor ORDER BY c.id LIMIT @limit";
    private const string BeforeText = $"SELECT {Columns} FROM clients c WHERE c.user_id = @user AND c.id < @cursor ORDER BY c.id DESC LIMIT @limit";

    // Index: clients_by_user. A user has few clients.
    private const string SdkText = $"SELECT {Columns} FROM clients c WHERE c.user_id = @user AND c.type = 'sdk' AND c.integration_id IS NULL ORDER BY c.id LIMIT 1";
    private const string CountText = "SELECT COUNT(*) FROM clients WHERE user_id = @user";

    // Index: clients_by_channel. A user has few clients.
    private const string OfChannelText = $"""
        SELECT {Columns} FROM clients c
        WHERE c.user_id = @user AND c.integration_id = @integration ORDER BY c.id DESC
        """;

    // Index: clients_by_identity. Few users claim the same identity.
    private const string OfUserText = $"""
        SELECT {Columns} FROM clients c
        WHERE c.integration_id = @integration AND c.external_id = @external_id AND c.user_id = @user ORDER BY c.id LIMIT 1
        """;

    private const string ActiveText = $"""
        SELECT {Columns} FROM clients c
        WHERE c.integration_id = @integration AND c.external_id = @external_id AND c.status IN ('active', 'blocked')
            AND EXISTS (SELECT 1 FROM users u WHERE u.id = c.user_id)
        ORDER BY c.id LIMIT 1
        """;

    private const string PendingText = $"""
        SELECT {Columns} FROM clients c
        WHERE c.integration_id = @integration AND c.external_id = @external_id AND c.status = 'pending' AND EXISTS (SELECT 1 FROM users u WHERE u.id = c.user_id)
        ORDER BY c.id DESC LIMIT 1
        """;

    // Index: primary key.
    private const string ConfirmText = "UPDATE clients SET status = 'active', linked_at = @now WHERE id = @id";

    // Index: primary key.
    private const string SetStatusText = "UPDATE clients SET status = @status WHERE id = @id";

    // Index: primary key.
    private const string SeeText = "UPDATE clients SET last_seen = @last_seen WHERE id = @id";

    // Index: clients_by_user.
    private const string OfBothText = $"""
        SELECT {Columns} FROM clients c WHERE c.user_id = @from AND EXISTS (
            SELECT 1 FROM clients o
            WHERE o.user_id = @to AND ((o.integration_id = c.integration_id AND o.external_id = c.external_id) OR (o.integration_id IS NULL AND c.integration_id IS NULL)))
        ORDER BY c.id
        """;

    // Index: clients_by_user.
    private const string GiveText = "UPDATE clients SET user_id = @to WHERE user_id = @from";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM clients WHERE id = @id";

    // Index: clients_by_user.
    private const string DeleteOfUserText = "DELETE FROM clients WHERE id IN (SELECT id FROM clients WHERE user_id = @owner ORDER BY id LIMIT @limit)";

    // Index: clients_by_app.
    private const string DeleteOfAppText = "DELETE FROM clients WHERE id IN (SELECT id FROM clients WHERE app_id = @app ORDER BY id LIMIT @limit)";

    /// <summary>Inserts a client of a user whom the transaction has found.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, ClientRow row) =>
        await session.Sql(InsertText)
            .With("@id", row.Id).With("@app", row.AppId).With("@user", row.UserId).With("@type", row.Type).With("@status", row.Status)
            .With("@integration", row.IntegrationId).With("@external_id", row.ExternalId)
            .With("@last_seen", row.LastSeen?.ToUnixTimeMilliseconds()).With("@linked_at", row.LinkedAt?.ToUnixTimeMilliseconds())
            .With("@created_at", row.CreatedAt.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Finds a client of an app by id, or <c>null</c>.</summary>
    public static ValueTask<ClientRow?> FindAsync(DatabaseSession session, string appId, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).With("@app", appId).FirstAsync(Read, cancellationToken);

    /// <summary>Lists clients of a user on one side of a cursor, nearest first.</summary>
    public static ValueTask<List<ClientRow>> ListAsync(DatabaseSession session, string userId, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? BeforeText : AfterText).With("@user", userId).With("@cursor", page.Bound).With("@limit", (long)page.Limit)
            .AllAsync(Read, cancellationToken);

    /// <summary>Finds the client of type <c>sdk</c> of a user, or <c>null</c>.</summary>
    public static ValueTask<ClientRow?> FindSdkAsync(DatabaseSession session, string userId) => session.Sql(SdkText).With("@user", userId).FirstAsync(Read);

    /// <summary>Counts the clients of a user.</summary>
    public static ValueTask<long> CountAsync(DatabaseSession session, string userId) => session.Sql(CountText).With("@user", userId).FirstAsync(row => row.GetInt64(0));

    /// <summary>Finds the client of a user that stands for an identity on a channel, or <c>null</c>.</summary>
    public static ValueTask<ClientRow?> FindOfUserAsync(DatabaseSession session, string integrationId, string externalId, string userId) =>
        session.Sql(OfUserText).With("@integration", integrationId).With("@external_id", externalId).With("@user", userId).FirstAsync(Read);

    /// <summary>Finds the client of a user on a channel, or <c>null</c>. Of several, an active one.</summary>
    public static async ValueTask<ClientRow?> FindOfChannelAsync(DatabaseSession session, string integrationId, string userId)
    {
        var clients = await session.Sql(OfChannelText).With("@integration", integrationId).With("@user", userId).AllAsync(Read);
        return clients.Find(client => client.Status == ClientStatuses.Active) ?? clients.FirstOrDefault();
    }

    /// <summary>Finds the newest client whose link is to be confirmed by an identity on a channel, of whatever user, or <c>null</c>.</summary>
    public static ValueTask<ClientRow?> FindPendingAsync(DatabaseSession session, string integrationId, string externalId) =>
        session.Sql(PendingText).With("@integration", integrationId).With("@external_id", externalId).FirstAsync(Read);

    /// <summary>Finds the confirmed client that stands for an identity on a channel, of whatever user, or <c>null</c>.</summary>
    public static ValueTask<ClientRow?> FindActiveAsync(DatabaseSession session, string integrationId, string externalId) =>
        session.Sql(ActiveText).With("@integration", integrationId).With("@external_id", externalId).FirstAsync(Read);

    /// <summary>Records that the link of a client is confirmed.</summary>
    public static async ValueTask ConfirmAsync(DatabaseSession session, string id, DateTimeOffset now) =>
        await session.Sql(ConfirmText).With("@id", id).With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Sets the status of a client whose link is confirmed.</summary>
    public static async ValueTask SetStatusAsync(DatabaseSession session, string id, string status) =>
        await session.Sql(SetStatusText).With("@id", id).With("@status", status).ExecuteAsync();

    /// <summary>Records that the user has used the client.</summary>
    public static async ValueTask SeeAsync(DatabaseSession session, string id, DateTimeOffset now) =>
        await session.Sql(SeeText).With("@id", id).With("@last_seen", now.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Lists the clients of a user that are the same as one of another user: of the same identity on a channel, or both of type <c>sdk</c>.</summary>
    public static ValueTask<List<ClientRow>> ListOfBothAsync(DatabaseSession session, string fromId, string toId) =>
        session.Sql(OfBothText).With("@from", fromId).With("@to", toId).AllAsync(Read);

    /// <summary>Gives the clients of a user to another user.</summary>
    public static async ValueTask GiveAsync(DatabaseSession session, string fromId, string toId) =>
        await session.Sql(GiveText).With("@from", fromId).With("@to", toId).ExecuteAsync();

    /// <summary>Deletes a client. False when it does not exist any more.</summary>
    public static async ValueTask<bool> DeleteAsync(DatabaseSession session, string id) => await session.Sql(DeleteText).With("@id", id).ExecuteAsync() == 1;

    /// <summary>Deletes up to <paramref name="limit"/> clients of a deleted user. Returns how many.</summary>
    public static ValueTask<int> DeleteOfUserAsync(DatabaseSession session, string userId, int limit) =>
        session.Sql(DeleteOfUserText).With("@owner", userId).With("@limit", (long)limit).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> clients of a deleted app. Returns how many.</summary>
    public static ValueTask<int> DeleteOfAppAsync(DatabaseSession session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).ExecuteAsync();

    private static ClientRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        AppId = row.GetString(1),
        UserId = row.GetString(2),
        Type = row.GetString(3),
        Status = row.GetString(4),
        IntegrationId = row.StringOrNull(5),
        ExternalId = row.StringOrNull(6),
        LastSeen = row.TimeOrNull(7),
        LinkedAt = row.TimeOrNull(8),
        CreatedAt = row.Time(9),
    };
}
