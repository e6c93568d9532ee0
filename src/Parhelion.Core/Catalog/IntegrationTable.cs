using System.Data;
using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>integrations</c>, which holds the connected programs and the channels of each app.</summary>
public static class IntegrationTable
{
    private const string Columns = "id, app_id, type, display_name, fields, secrets, oauth_client";

    // The app may have been deleted meanwhile. Index: primary keys.
    private const string InsertText = """
        INSERT INTO integrations (id, app_id, type, display_name, fields, secrets, oauth_client, created_at)
        SELECT @id, @app, @type, @display_name, @fields, @secrets, @client, @created_at WHERE EXISTS (SELECT 1 FROM apps WHERE id = @app)
        """;

    // Index: primary key.
    private const string FindText = $"SELECT {Columns} FROM integrations WHERE id = @id AND app_id = @app";

    // Index: integrations_by_oauth_client.
    private const string FindOfClientText = $"SELECT {Columns} FROM integrations WHERE app_id = @app AND oauth_client = @client";

    private const string OfTypes = "(@types = '' OR @types LIKE '%,' || type || ',%')";

    // Index: integrations_by_app. An app has at most a hundred integrations.
    private const string AfterText = $"SELECT {Columns} FROM integrations WHERE app_id = @app AND id > @cursor AND {OfTypes} ORDER BY id LIMIT @limit";
    private const string BeforeText = $"SELECT {Columns} FROM integrations WHERE app_id = @app AND id < @cursor AND {OfTypes} ORDER BY id DESC LIMIT @limit";

    // Index: integrations_by_app.
    private const string CountText = "SELECT COUNT(*) FROM integrations WHERE app_id = @app";

    // Index: primary key.
    private const string UpdateText = "UPDATE integrations SET display_name = @display_name, fields = @fields, secrets = @secrets WHERE id = @id";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM integrations WHERE id = @id";

    // Index: integrations_by_app.
    private const string DeleteOfAppText =
        "DELETE FROM integrations WHERE id IN (SELECT id FROM integrations WHERE app_id = @app ORDER BY id LIMIT @limit)";

    /// <summary>Inserts an integration. False when its app does not exist any more.</summary>
    public static async ValueTask<bool> InsertAsync(DatabaseSession session, IntegrationRow row, DateTimeOffset now) =>
        await Fill(session.Sql(InsertText), row).With("@app", row.AppId).With("@type", row.Type).With("@client", row.OAuthClient)
            .With("@created_at", now.ToUnixTimeMilliseconds()).ExecuteAsync() == 1;

    /// <summary>Finds an integration of an app, or <c>null</c>.</summary>
    public static ValueTask<IntegrationRow?> FindAsync(DatabaseSession session, string appId, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).With("@app", appId).FirstAsync(Read, cancellationToken);

    /// <summary>Finds the integration that was created for an OAuth client in an app, or <c>null</c>.</summary>
    public static ValueTask<IntegrationRow?> FindOfClientAsync(DatabaseSession session, string appId, string clientId) =>
        session.Sql(FindOfClientText).With("@app", appId).With("@client", clientId).FirstAsync(Read);

    /// <summary>Lists integrations of an app on one side of a cursor, nearest first.</summary>
    /// <param name="session">The query.</param>
    /// <param name="appId">The app.</param>
    /// <param name="types">Only integrations of these types; empty: of all types.</param>
    /// <param name="page">The page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static ValueTask<List<IntegrationRow>> ListAsync(
        DatabaseSession session, string appId, IReadOnlyCollection<string> types, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? BeforeText : AfterText).With("@app", appId).With("@types", types.Count == 0 ? "" : $",{string.Join(',', types)},")
            .With("@cursor", page.Bound).With("@limit", (long)page.Limit).AllAsync(Read, cancellationToken);

    /// <summary>Counts the integrations of an app.</summary>
    public static ValueTask<long> CountAsync(DatabaseSession session, string appId) => session.Sql(CountText).With("@app", appId).FirstAsync(row => row.GetInt64(0));

    /// <summary>Updates the name and the fields of an integration.</summary>
    public static async ValueTask UpdateAsync(DatabaseSession session, IntegrationRow row) => await Fill(session.Sql(UpdateText), row).ExecuteAsync();

    /// <summary>Deletes an integration. False when it does not exist any more.</summary>
    public static async ValueTask<bool> DeleteAsync(DatabaseSession session, string id) =>
        await session.Sql(DeleteText).With("@id", id).ExecuteAsync() == 1;

    /// <summary>Deletes up to <paramref name="limit"/> integrations of a deleted app. Returns how many.</summary>
    public static ValueTask<int> DeleteOfAppAsync(DatabaseSession session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).ExecuteAsync();

    private static SqlStatement Fill(SqlStatement statement, IntegrationRow row) => statement
        .With("@id", row.Id).With("@display_name", row.DisplayName).With("@fields", row.Fields).With("@secrets", row.Secrets, DbType.Binary);

    private static IntegrationRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        AppId = row.GetString(1),
        Type = row.GetString(2),
        DisplayName = row.StringOrNull(3),
        Fields = row.GetString(4),
        Secrets = row.IsDBNull(5) ? null : row.Bytes(5),
        OAuthClient = row.StringOrNull(6),
    };
}
