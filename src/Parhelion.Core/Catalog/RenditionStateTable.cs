using System.Data;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads and writes the table <c>rendition_states</c>, which holds the placeholders of attachments. The table is also a queue of attachments. A worker must
/// still make the renditions (pictures) of the attachments in the queue.
/// </summary>
/// <remarks>A placeholder is a ThumbHash: a blurred picture of at most 25 bytes. If the placeholder is empty, the server cannot make renditions of the
/// attachment.</remarks>
public static class RenditionStateTable
{
    private const string QueueText = "INSERT INTO rendition_states (token, queued_at, due_at, attempts) VALUES (@token, @now, @now, 0)";

    // Index: primary keys. An attachment that was deleted meanwhile gets no row, because nobody would delete it.
    private const string RecordText = """
        INSERT INTO rendition_states (token, placeholder, attempts) SELECT @token, @placeholder, 0 WHERE EXISTS (SELECT 1 FROM attachments WHERE token = @token)
        ON CONFLICT (token) DO UPDATE SET placeholder = excluded.placeholder, queued_at = NULL, due_at = NULL
        """;

    // Index: primary key.
    private const string FindText = "SELECT placeholder FROM rendition_states WHERE token = @token";

    // Index: primary key.
    private const string AnyText = "SELECT 1 FROM rendition_states ORDER BY token LIMIT 1";

    private const string DueUntil = "due_at <= @now AND due_at IS NOT NULL ORDER BY due_at LIMIT @limit";

    // Index: rendition_states_due.
    private const string DueText = $"SELECT token, attempts FROM rendition_states WHERE {DueUntil}";

    // Only where nodes share a database. MATERIALIZED makes PostgreSQL select the rows once. Index: rendition_states_due, then the primary key.
    private const string ClaimText = $"""
        WITH due AS MATERIALIZED (SELECT token FROM rendition_states WHERE {DueUntil} FOR UPDATE SKIP LOCKED)
        UPDATE rendition_states SET due_at = @until WHERE token IN (SELECT token FROM due) RETURNING token, attempts
        """;

    // Index: rendition_states_due.
    private const string NextDueText = "SELECT due_at FROM rendition_states WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1";

    // Index: rendition_states_due.
    private const string AgesText = "SELECT queued_at FROM rendition_states WHERE due_at IS NOT NULL ORDER BY due_at LIMIT @limit";

    // Index: primary key.
    private const string PostponeText = "UPDATE rendition_states SET due_at = @due, attempts = @attempts WHERE token = @token AND due_at IS NOT NULL";

    // Index: primary key.
    private const string LeaveQueueText = "UPDATE rendition_states SET queued_at = NULL, due_at = NULL WHERE token = @token AND due_at IS NOT NULL";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM rendition_states WHERE token IN (SELECT value FROM json_each(@tokens))";

    /// <summary>Adds an attachment to the queue. Call this in the transaction that inserts the attachment.</summary>
    public static async ValueTask QueueAsync(DatabaseSession session, BlobKey key, DateTimeOffset now) =>
        await session.Sql(QueueText).With("@token", key.Value).With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Records the placeholder of an attachment, and takes the attachment out of the queue.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="key">Key of the attachment.</param>
    /// <param name="placeholder">The ThumbHash; empty: there can be no pictures.</param>
    public static async ValueTask RecordAsync(DatabaseSession session, BlobKey key, ReadOnlyMemory<byte> placeholder) =>
        await session.Sql(RecordText).With("@token", key.Value).With("@placeholder", placeholder.ToArray(), DbType.Binary).ExecuteAsync();

    /// <summary>Finds the placeholder of an attachment. It is empty if there can be no pictures, and <c>null</c> if it is not known.</summary>
    public static ValueTask<byte[]?> FindAsync(DatabaseSession session, BlobKey key, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@token", key.Value).FirstAsync(row => row.IsDBNull(0) ? null : row.Bytes(0), cancellationToken);

    /// <summary>Whether the table has any row.</summary>
    public static async ValueTask<bool> AnyAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        await session.Sql(AnyText).FirstAsync(_ => true, cancellationToken);

    /// <summary>Lists attachments of the queue that are due now, the longest overdue first, and how many attempts have failed.</summary>
    public static ValueTask<List<(BlobKey Key, long Attempts)>> DueAsync(DatabaseSession session, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        session.Sql(DueText).With("@now", now.ToUnixTimeMilliseconds()).With("@limit", (long)limit)
            .AllAsync(row => (BlobKey.Parse(row.GetString(0)), row.GetInt64(1)), cancellationToken);

    /// <summary>Claims attachments of the queue that are due now. No other node gets them before <paramref name="until"/>.</summary>
    public static ValueTask<List<(BlobKey Key, long Attempts)>> ClaimAsync(DatabaseSession session, DateTimeOffset now, DateTimeOffset until, int limit) =>
        session.Sql(ClaimText).With("@now", now.ToUnixTimeMilliseconds()).With("@until", until.ToUnixTimeMilliseconds()).With("@limit", (long)limit)
            .AllAsync(row => (BlobKey.Parse(row.GetString(0)), row.GetInt64(1)));

    /// <summary>Gets when the next attachment of the queue is due; <c>null</c> when the queue is empty.</summary>
    public static ValueTask<DateTimeOffset?> NextDueAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        session.Sql(NextDueText).FirstAsync(row => (DateTimeOffset?)row.Time(0), cancellationToken);

    /// <summary>Lists when the attachments of the queue that are due first were added.</summary>
    public static ValueTask<List<DateTimeOffset>> AgesAsync(DatabaseSession session, int limit, CancellationToken cancellationToken) =>
        session.Sql(AgesText).With("@limit", (long)limit).AllAsync(row => row.Time(0), cancellationToken);

    /// <summary>Sets when an attachment of the queue is due again.</summary>
    public static async ValueTask PostponeAsync(DatabaseSession session, BlobKey key, DateTimeOffset due, long attempts) =>
        await session.Sql(PostponeText).With("@token", key.Value).With("@due", due.ToUnixTimeMilliseconds()).With("@attempts", attempts).ExecuteAsync();

    /// <summary>Takes an attachment out of the queue.</summary>
    public static async ValueTask LeaveQueueAsync(DatabaseSession session, BlobKey key) =>
        await session.Sql(LeaveQueueText).With("@token", key.Value).ExecuteAsync();

    /// <summary>Deletes what is known about the pictures of attachments that are erased.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, IEnumerable<BlobKey> keys) =>
        await session.Sql(DeleteText).With("@tokens", keys.Select(key => key.Value)).ExecuteAsync();
}
