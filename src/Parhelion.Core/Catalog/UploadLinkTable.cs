namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>upload_links</c>, which counts the attachments that were uploaded with each upload link.</summary>
public static class UploadLinkTable
{
    // Index: primary key. Changes nothing when the link has reached its limit.
    private const string UseText = """
        INSERT INTO upload_links (id, app_id, uploads, expires_at) VALUES (@id, @app, 1, @expires_at)
        ON CONFLICT (id) DO UPDATE SET uploads = upload_links.uploads + 1 WHERE upload_links.uploads < @limit
        """;

    // Index: primary key.
    private const string FindText = "SELECT uploads FROM upload_links WHERE id = @id";

    // Index: upload_links_by_expiry, then the primary key.
    private const string ForgetText = "DELETE FROM upload_links WHERE id IN (SELECT id FROM upload_links WHERE expires_at < @before LIMIT @limit)";

    /// <summary>Counts one more use. False when the link has reached <paramref name="limit"/>. Call this in the transaction that inserts the
    /// attachment.</summary>
    public static async ValueTask<bool> UseAsync(DatabaseSession session, string id, string appId, int limit, DateTimeOffset expiresAt) =>
        await session.Sql(UseText).With("@id", id).With("@app", appId).With("@limit", (long)limit).With("@expires_at", expiresAt.ToUnixTimeMilliseconds())
            .ExecuteAsync() == 1;

    /// <summary>Gets how often a link was used; 0 when it is not in the table.</summary>
    public static ValueTask<long> UsesAsync(DatabaseSession session, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).FirstAsync(row => row.GetInt64(0), cancellationToken);

    /// <summary>Deletes up to <paramref name="limit"/> links that expired before a time. Returns how many.</summary>
    public static ValueTask<int> ForgetAsync(DatabaseSession session, DateTimeOffset before, int limit) =>
        session.Sql(ForgetText).With("@before", before.ToUnixTimeMilliseconds()).With("@limit", (long)limit).ExecuteAsync();
}
