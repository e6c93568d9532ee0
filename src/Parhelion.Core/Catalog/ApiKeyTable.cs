using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>keys</c>, which holds the API keys of the account, the apps and the integrations.</summary>
public static class ApiKeyTable
{
    private const string Columns = "id, app_id, display_name, secret, integration_id, is_configured";

    // Index: primary key.
    private const string InsertText =
        "INSERT INTO keys (id, app_id, display_name, secret, integration_id, created_at) VALUES (@id, @app, @display_name, @secret, @integration, @created_at)";

    // Index: primary key.
    private const string FindText = $"SELECT {Columns} FROM keys WHERE id = @id";

    // Index: keys_by_app.
    private const string ListText = $"SELECT {Columns} FROM keys WHERE app_id = @app AND integration_id IS NULL ORDER BY id LIMIT 100";

    // Index: keys_by_app.
    private const string ListOfAccountText = $"SELECT {Columns} FROM keys WHERE app_id IS NULL ORDER BY id LIMIT 100";

    // Index: keys_by_integration.
    private const string ListOfIntegrationText = $"SELECT {Columns} FROM keys WHERE integration_id = @integration ORDER BY id LIMIT 100";

    // Index: keys_by_app.
    private const string DeleteText = "DELETE FROM keys WHERE id = @id AND app_id = @app";

    // Index: primary key.
    private const string DeleteOfAccountText = "DELETE FROM keys WHERE id = @id AND app_id IS NULL";

    // Index: keys_by_integration.
    private const string DeleteOfIntegrationText = "DELETE FROM keys WHERE integration_id = @integration";

    // Index: keys_by_app.
    private const string DeleteOfAppText = "DELETE FROM keys WHERE app_id = @app";

    // Index: primary key.
    private const string PutConfiguredText = """
        INSERT INTO keys (id, app_id, display_name, secret, created_at, is_configured) VALUES (@id, NULL, @display_name, @secret, @created_at, 1)
        ON CONFLICT (id) DO UPDATE SET secret = excluded.secret, is_configured = 1
        """;

    // Index: primary key.
    private const string AnyText = $"SELECT {Columns} FROM keys ORDER BY id LIMIT 1";

    // Index: primary key. These columns exist in every version of the schema.
    private const string AnySecretText = "SELECT id, secret FROM keys ORDER BY id LIMIT 1";

    /// <summary>Inserts a key.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, ApiKeyRow key, DateTimeOffset now) =>
        await session.Sql(InsertText)
            .With("@id", key.Id).With("@app", key.AppId).With("@display_name", key.DisplayName).With("@secret", key.Secret)
            .With("@integration", key.IntegrationId).With("@created_at", now.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Finds a key by its id, or <c>null</c>.</summary>
    public static ValueTask<ApiKeyRow?> FindAsync(DatabaseSession session, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).FirstAsync(Read, cancellationToken);

    /// <summary>Lists all keys of an integration, oldest first.</summary>
    public static ValueTask<List<ApiKeyRow>> ListOfIntegrationAsync(DatabaseSession session, string integrationId, CancellationToken cancellationToken) =>
        session.Sql(ListOfIntegrationText).With("@integration", integrationId).AllAsync(Read, cancellationToken);

    /// <summary>Deletes all keys of an integration.</summary>
    public static async ValueTask DeleteOfIntegrationAsync(DatabaseSession session, string integrationId) =>
        await session.Sql(DeleteOfIntegrationText).With("@integration", integrationId).ExecuteAsync();

    /// <summary>Lists all keys of an app, oldest first, but not the keys of its integrations.</summary>
    public static ValueTask<List<ApiKeyRow>> ListAsync(DatabaseSession session, string appId, CancellationToken cancellationToken) =>
        session.Sql(ListText).With("@app", appId).AllAsync(Read, cancellationToken);

    /// <summary>Deletes a key of an app. False when it does not exist.</summary>
    public static async ValueTask<bool> DeleteAsync(DatabaseSession session, string appId, string id) =>
        await session.Sql(DeleteText).With("@id", id).With("@app", appId).ExecuteAsync() == 1;

    /// <summary>Deletes all keys of an app and of its integrations.</summary>
    public static async ValueTask DeleteOfAppAsync(DatabaseSession session, string appId) =>
        await session.Sql(DeleteOfAppText).With("@app", appId).ExecuteAsync();

    /// <summary>Lists all keys of the account, oldest first.</summary>
    public static ValueTask<List<ApiKeyRow>> ListOfAccountAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        session.Sql(ListOfAccountText).AllAsync(Read, cancellationToken);

    /// <summary>Deletes a key of the account. False when it does not exist.</summary>
    public static async ValueTask<bool> DeleteOfAccountAsync(DatabaseSession session, string id) =>
        await session.Sql(DeleteOfAccountText).With("@id", id).ExecuteAsync() == 1;

    /// <summary>Inserts an account key from the settings, or replaces its secret if the key exists.</summary>
    public static async ValueTask PutConfiguredAsync(DatabaseSession session, ApiKeyRow key, DateTimeOffset now) =>
        await session.Sql(PutConfiguredText)
            .With("@id", key.Id).With("@display_name", key.DisplayName).With("@secret", key.Secret)
            .With("@created_at", now.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Gets any one key; <c>null</c> when there is none.</summary>
    public static ValueTask<ApiKeyRow?> AnyAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        session.Sql(AnyText).FirstAsync(Read, cancellationToken);

    /// <summary>Gets the encrypted secret of any one key, in every version of the schema; <c>null</c> when there is no key.</summary>
    public static ValueTask<EncryptedApiKeySecret?> AnySecretAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        session.Sql(AnySecretText).FirstAsync(row => new EncryptedApiKeySecret(row.GetString(0), row.Bytes(1)), cancellationToken);

    private static ApiKeyRow Read(DbDataReader row) => new(
        row.GetString(0), row.StringOrNull(1), row.GetString(2), row.Bytes(3), row.StringOrNull(4), row.GetInt64(5) == 1);
}
