using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>users</c>. To delete a user, the server deletes the row. A cascade then deletes the rows of the user in other
/// tables.</summary>
public static class UserTable
{
    private const string Columns = "id, app_id, brand_id, external_id, signed_up_at, to_be_retained, profile, metadata, created_at, zendesk_id, email, email_verification";

    // The unique indexes detect that the external id, the Zendesk id or the e-mail identity is taken. The app may have been deleted meanwhile.
    // Index: primary key, users_by_external_id, users_by_zendesk_id, users_by_email.
    private const string InsertText = $"""
        INSERT INTO users ({Columns})
        SELECT @id, @app, @brand, @external_id, @signed_up_at, @to_be_retained, @profile, @metadata, @created_at, @zendesk_id, @email, @verification
        WHERE EXISTS (SELECT 1 FROM apps WHERE id = @app)
        ON CONFLICT DO NOTHING
        """;

    // Index: primary key.
    private const string FindText = $"SELECT {Columns} FROM users WHERE id = @id AND app_id = @app";

    // Index: users_by_external_id.
    private const string FindByExternalIdText =
        $"SELECT {Columns} FROM users WHERE app_id = @app AND external_id = @external_id AND brand_id = @brand";

    // Index: users_by_zendesk_id.
    private const string FindByZendeskIdText = $"SELECT {Columns} FROM users WHERE app_id = @app AND zendesk_id = @zendesk_id";

    // Index: users_by_email.
    private const string FindByEmailText = $"SELECT {Columns} FROM users WHERE app_id = @app AND email = @email AND brand_id = @brand";

    // Index: users_by_app.
    private const string ListNewestText = $"SELECT {Columns} FROM users WHERE app_id = @app AND id < @cursor ORDER BY id DESC LIMIT @limit";

    // Index: primary key.
    private const string UpdateText = """
        UPDATE users SET external_id = @external_id, signed_up_at = @signed_up_at, to_be_retained = @to_be_retained, profile = @profile, metadata = @metadata,
            zendesk_id = @zendesk_id, email = @email, email_verification = @verification
        WHERE id = @id
        """;

    // Index: primary key.
    private const string DeleteText = "DELETE FROM users WHERE id = @id";

    // Index: users_by_app.
    private const string DeleteOfAppText = "DELETE FROM users WHERE id IN (SELECT id FROM users WHERE app_id = @app ORDER BY id LIMIT @limit)";

    /// <summary>Inserts a user. False when the external id, the Zendesk id or the e-mail identity is taken, or the app does not exist any more.</summary>
    public static async ValueTask<bool> InsertAsync(DatabaseSession session, UserRow user) =>
        await Fill(session.Sql(InsertText), user)
            .With("@app", user.AppId).With("@brand", user.BrandId)
            .With("@created_at", user.CreatedAt.ToUnixTimeMilliseconds()).ExecuteAsync() == 1;

    /// <summary>Finds a user of an app by id, or <c>null</c>.</summary>
    public static ValueTask<UserRow?> FindAsync(DatabaseSession session, string appId, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).With("@app", appId).FirstAsync(Read, cancellationToken);

    /// <summary>Finds a user of an app and brand by external id, or <c>null</c>.</summary>
    public static ValueTask<UserRow?> FindByExternalIdAsync(
        DatabaseSession session, string appId, string externalId, string brandId, CancellationToken cancellationToken) =>
        session.Sql(FindByExternalIdText).With("@app", appId).With("@external_id", externalId).With("@brand", brandId)
            .FirstAsync(Read, cancellationToken);

    /// <summary>Finds the user of an app who has a Zendesk id, or <c>null</c>.</summary>
    public static ValueTask<UserRow?> FindByZendeskIdAsync(DatabaseSession session, string appId, string zendeskId, CancellationToken cancellationToken) =>
        session.Sql(FindByZendeskIdText).With("@app", appId).With("@zendesk_id", zendeskId).FirstAsync(Read, cancellationToken);

    /// <summary>Finds the user of an app and brand who has an e-mail identity, which is in lower case, or <c>null</c>.</summary>
    public static ValueTask<UserRow?> FindByEmailAsync(DatabaseSession session, string appId, string email, string brandId, CancellationToken cancellationToken) =>
        session.Sql(FindByEmailText).With("@app", appId).With("@email", email).With("@brand", brandId).FirstAsync(Read, cancellationToken);

    /// <summary>Lists users of an app who were created before the one with an id, newest first.</summary>
    public static ValueTask<List<UserRow>> ListNewestAsync(DatabaseSession session, string appId, string before, int limit, CancellationToken cancellationToken) =>
        session.Sql(ListNewestText).With("@app", appId).With("@cursor", before).With("@limit", (long)limit).AllAsync(Read, cancellationToken);

    /// <summary>Updates the fields of a user that may change: external id, sign-up time, retention flag, profile, metadata, Zendesk id and e-mail identity. The
    /// caller has checked that no other user has the ids and the identity.</summary>
    public static async ValueTask UpdateAsync(DatabaseSession session, UserRow user) => await Fill(session.Sql(UpdateText), user).ExecuteAsync();

    /// <summary>Deletes a user. False when it does not exist any more.</summary>
    public static async ValueTask<bool> DeleteAsync(DatabaseSession session, string id) => await session.Sql(DeleteText).With("@id", id).ExecuteAsync() == 1;

    /// <summary>Deletes up to <paramref name="limit"/> users of an app. Returns how many.</summary>
    public static ValueTask<int> DeleteOfAppAsync(DatabaseSession session, string appId, int limit) =>
        session.Sql(DeleteOfAppText).With("@app", appId).With("@limit", (long)limit).ExecuteAsync();

    private static SqlStatement Fill(SqlStatement statement, UserRow user) => statement
        .With("@id", user.Id).With("@external_id", user.ExternalId).With("@signed_up_at", user.SignedUpAt.ToUnixTimeMilliseconds())
        .With("@to_be_retained", user.ToBeRetained is { } retained ? (retained ? 1L : 0L) : null)
        .With("@profile", user.Profile).With("@metadata", user.Metadata)
        .With("@zendesk_id", user.ZendeskId).With("@email", user.Email).With("@verification", user.EmailVerification);

    private static UserRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        AppId = row.GetString(1),
        BrandId = row.GetString(2),
        ExternalId = row.StringOrNull(3),
        SignedUpAt = row.Time(4),
        ToBeRetained = row.IsDBNull(5) ? null : row.GetInt64(5) != 0,
        Profile = row.GetString(6),
        Metadata = row.GetString(7),
        CreatedAt = row.Time(8),
        ZendeskId = row.StringOrNull(9),
        Email = row.StringOrNull(10),
        EmailVerification = row.StringOrNull(11),
    };
}
