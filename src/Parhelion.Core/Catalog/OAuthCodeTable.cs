using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads and writes the table <c>oauth_codes</c>, which holds OAuth authorization codes. A used code stays until it expires, so that the server notices a
/// second use. The server then deletes the API key that the first use created.
/// </summary>
public static class OAuthCodeTable
{
    // Index of each statement but the last: primary key.
    private const string InsertText = """
        INSERT INTO oauth_codes (hash, client_id, redirect_uri, app_id, granted_by, key_id, expires_at)
        VALUES (@hash, @client, @redirect_uri, @app, @granted_by, NULL, @expires_at)
        """;

    private const string FindText = "SELECT hash, client_id, redirect_uri, app_id, granted_by, key_id, expires_at FROM oauth_codes WHERE hash = @hash";
    private const string UseText = "UPDATE oauth_codes SET key_id = @key WHERE hash = @hash";

    // Index: oauth_codes_by_expiry, then the primary key.
    private const string ForgetText = "DELETE FROM oauth_codes WHERE hash IN (SELECT hash FROM oauth_codes WHERE expires_at < @before ORDER BY expires_at LIMIT @limit)";

    /// <summary>Inserts a code.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, OAuthCodeRow row) =>
        await session.Sql(InsertText)
            .With("@hash", row.Hash).With("@client", row.ClientId).With("@redirect_uri", row.RedirectUri).With("@app", row.AppId)
            .With("@granted_by", row.GrantedBy).With("@expires_at", row.ExpiresAt.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Finds a code by its hash, or <c>null</c>.</summary>
    public static ValueTask<OAuthCodeRow?> FindAsync(DatabaseSession session, string hash) => session.Sql(FindText).With("@hash", hash).FirstAsync(Read);

    /// <summary>Records that a code was used.</summary>
    public static async ValueTask UseAsync(DatabaseSession session, string hash, string keyId) =>
        await session.Sql(UseText).With("@hash", hash).With("@key", keyId).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> codes that expired before a time. Returns how many.</summary>
    public static ValueTask<int> ForgetAsync(DatabaseSession session, DateTimeOffset before, int limit) =>
        session.Sql(ForgetText).With("@before", before.ToUnixTimeMilliseconds()).With("@limit", (long)limit).ExecuteAsync();

    private static OAuthCodeRow Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.StringOrNull(5), row.Time(6));
}
