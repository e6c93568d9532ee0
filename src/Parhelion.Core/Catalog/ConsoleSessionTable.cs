namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>console_sessions</c>, which holds the sessions of the web console. Each session names the API key with which
/// somebody has signed in.</summary>
public static class ConsoleSessionTable
{
    private const string InsertText = "INSERT INTO console_sessions (id, key_id, node, created_at, expires_at) VALUES (@id, @key, @node, @created_at, @expires_at)";

    // Index: primary key.
    private const string FindText = "SELECT key_id, expires_at FROM console_sessions WHERE id = @id";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM console_sessions WHERE id = @id";

    // Index: primary key.
    private const string AnyText = "SELECT 1 FROM console_sessions WHERE id >= @from ORDER BY id LIMIT 1";

    // Index: primary key. All of them: only a server with a database of its own does this.
    private const string DeleteAllText = "DELETE FROM console_sessions WHERE id >= @from";

    // Index: console_sessions_by_node.
    private const string DeleteOfNodeText = "DELETE FROM console_sessions WHERE node = @node";

    // Index: console_sessions_by_expiry.
    private const string DeleteExpiredText = "DELETE FROM console_sessions WHERE expires_at < @before";

    /// <summary>Inserts a session.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="id">SHA-256 of the token, in hexadecimal.</param>
    /// <param name="keyId">The key with which somebody has signed in.</param>
    /// <param name="node">The node that has created the session.</param>
    /// <param name="now">The present time.</param>
    /// <param name="expiresAt">When the session ends.</param>
    public static async ValueTask InsertAsync(DatabaseSession session, string id, string keyId, string node, DateTimeOffset now, DateTimeOffset expiresAt) =>
        await session.Sql(InsertText).With("@id", id).With("@key", keyId).With("@node", node)
            .With("@created_at", now.ToUnixTimeMilliseconds()).With("@expires_at", expiresAt.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Finds the key of a session and when the session ends; <c>null</c> if there is no such session.</summary>
    public static ValueTask<(string KeyId, DateTimeOffset ExpiresAt)?> FindAsync(DatabaseSession session, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).FirstAsync<(string, DateTimeOffset)?>(row => (row.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))), cancellationToken);

    /// <summary>Deletes a session.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, string id) => await session.Sql(DeleteText).With("@id", id).ExecuteAsync();

    /// <summary>Whether there are any sessions.</summary>
    public static async ValueTask<bool> AnyAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        await session.Sql(AnyText).With("@from", "").FirstAsync(row => row.GetInt64(0), cancellationToken) == 1;

    /// <summary>Deletes all sessions.</summary>
    public static async ValueTask DeleteAllAsync(DatabaseSession session) => await session.Sql(DeleteAllText).With("@from", "").ExecuteAsync();

    /// <summary>Deletes the sessions that a node has created.</summary>
    public static async ValueTask DeleteOfNodeAsync(DatabaseSession session, string node) => await session.Sql(DeleteOfNodeText).With("@node", node).ExecuteAsync();

    /// <summary>Deletes the sessions that ended before a time.</summary>
    public static async ValueTask DeleteExpiredAsync(DatabaseSession session, DateTimeOffset before) =>
        await session.Sql(DeleteExpiredText).With("@before", before.ToUnixTimeMilliseconds()).ExecuteAsync();
}
