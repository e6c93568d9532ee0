using System.Data.Common;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads and writes the table <c>removals</c>, which has a row for each deleted attachment. A row is open until the blob is erased and every configured cache
/// has confirmed the purge. A closed row is the receipt of the deletion.
/// </summary>
/// <remarks>When the server closes a row, it deletes two columns that it no longer needs: the token (the key of the blob) and the path. If the database has a
/// write-ahead log (<see cref="WriteAheadLogCleaner"/>), the server sets the timestamps of the row only after it has emptied the log. Otherwise it sets them at
/// once.</remarks>
public static class RemovalTable
{
    // Index: primary key.
    private const string InsertText = """
        INSERT INTO removals (id, app_id, token, media_hash, size, reason, requested_by, requested_at, attempts, due_at, cascade_id, path)
        VALUES (@id, @app, @token, @media_hash, @size, @reason, @requested_by, @now, 0, @now, @cascade, @path)
        """;

    private const string DueColumns = "id, token, path, requested_at, erased_at, unstamped, attempts";

    private const string FirstWhere = "token IS NOT NULL AND attempts = 0";
    private const string RetryWhere = "token IS NOT NULL AND attempts > 0";

    private const string DueFrom = $"SELECT {DueColumns} FROM removals WHERE ";
    private const string DueUntil = " AND due_at <= @now ORDER BY due_at LIMIT @limit";

    // Index: removals_due.
    private const string DueText = DueFrom + FirstWhere + DueUntil;

    // Index: removals_due_again.
    private const string DueAgainText = DueFrom + RetryWhere + DueUntil;

    // Only where nodes share a database. MATERIALIZED makes PostgreSQL select the rows once, not again for each row it compares, so that the limit holds.
    private const string ClaimFrom = "WITH due AS MATERIALIZED (SELECT id FROM removals WHERE ";
    private const string ClaimUntil =
        $"{DueUntil} FOR UPDATE SKIP LOCKED) UPDATE removals SET due_at = @until WHERE id IN (SELECT id FROM due) RETURNING {DueColumns}";

    // Index: removals_due, then the primary key.
    private const string ClaimText = ClaimFrom + FirstWhere + ClaimUntil;

    // Index: removals_due_again, then the primary key.
    private const string ClaimAgainText = ClaimFrom + RetryWhere + ClaimUntil;

    // Index: removals_due.
    private const string NextDueText = $"SELECT due_at FROM removals WHERE {FirstWhere} ORDER BY due_at LIMIT 1";

    // Index: removals_due_again.
    private const string NextDueAgainText = $"SELECT due_at FROM removals WHERE {RetryWhere} ORDER BY due_at LIMIT 1";

    private const string AgeFrom = "SELECT requested_at, erased_at, unstamped FROM removals WHERE ";
    private const string AgeUntil = " ORDER BY due_at LIMIT @limit";

    // Index: removals_due.
    private const string AgeText = AgeFrom + FirstWhere + AgeUntil;

    // Index: removals_due_again.
    private const string AgeAgainText = AgeFrom + RetryWhere + AgeUntil;

    // Index: primary key.
    private const string CloseText = """
        UPDATE removals SET erased_at = COALESCE(erased_at, @erased), purged_at = @purged, unstamped = @unstamped, token = NULL, path = NULL
        WHERE id IN (SELECT value FROM json_each(@ids)) AND token IS NOT NULL
        """;

    // Index: primary key.
    private const string PostponeText = """
        UPDATE removals SET erased_at = COALESCE(erased_at, @erased), unstamped = COALESCE(@unstamped, unstamped), attempts = @attempts, due_at = @due
        WHERE id = @id AND token IS NOT NULL
        """;

    // Index: removals_by_token.
    private const string HastenText = "UPDATE removals SET due_at = @now WHERE token = @token AND attempts = 0 AND due_at > @now";

    // Index: removals_unstamped.
    private const string AnyUnstampedText = "SELECT 1 FROM removals WHERE unstamped IS NOT NULL LIMIT 1";

    // Index: removals_unstamped, then the primary key.
    private const string StampText = """
        UPDATE removals SET erased_at = COALESCE(erased_at, @now), purged_at = CASE WHEN unstamped = 2 THEN @now ELSE purged_at END, unstamped = NULL
        WHERE id IN (SELECT id FROM removals WHERE unstamped IS NOT NULL LIMIT @limit)
        """;

    // Index: removals_by_token.
    private const string OwnsText = "SELECT 1 FROM removals WHERE token = @token";

    // Index: removals_erased.
    private const string ForgetText =
        "DELETE FROM removals WHERE id IN (SELECT id FROM removals WHERE erased_at < @before AND erased_at IS NOT NULL AND token IS NULL LIMIT @limit)";

    private const string ReceiptColumns = "id, media_hash, size, reason, requested_by, requested_at, erased_at, purged_at";

    // Index: removals_by_app.
    private const string ListFrom = $"SELECT {ReceiptColumns} FROM removals WHERE app_id = @app AND ";
    private const string AfterText = ListFrom + "id > @cursor ORDER BY id LIMIT @limit";
    private const string BeforeText = ListFrom + "id < @cursor ORDER BY id DESC LIMIT @limit";

    // Index: removals_by_hash.
    private const string MediaAfterText = ListFrom + "media_hash = @media_hash AND id > @cursor ORDER BY id LIMIT @limit";
    private const string MediaBeforeText = ListFrom + "media_hash = @media_hash AND id < @cursor ORDER BY id DESC LIMIT @limit";

    /// <summary>Records that a blob is to be erased. Call this in the transaction that deletes the attachment.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, RemovalRow row) =>
        await session.Sql(InsertText)
            .With("@id", row.Id).With("@app", row.AppId).With("@token", row.Key.Value).With("@media_hash", row.MediaHash).With("@size", row.Size)
            .With("@reason", row.Reason).With("@requested_by", row.RequestedBy).With("@now", row.RequestedAt.ToUnixTimeMilliseconds())
            .With("@cascade", row.CascadeId).With("@path", row.Path).ExecuteAsync();

    /// <summary>Lists removals that are due now in one queue, the longest overdue first.</summary>
    public static ValueTask<List<DueRemoval>> DueAsync(DatabaseSession session, RemovalQueueKind line, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        session.Sql(line == RemovalQueueKind.First ? DueText : DueAgainText)
            .With("@now", now.ToUnixTimeMilliseconds()).With("@limit", (long)limit).AllAsync(ReadDue, cancellationToken);

    /// <summary>Claims removals that are due now in one queue, the longest overdue first. No other node gets them before <paramref name="until"/>.</summary>
    public static ValueTask<List<DueRemoval>> ClaimAsync(DatabaseSession session, RemovalQueueKind line, DateTimeOffset now, DateTimeOffset until, int limit) =>
        session.Sql(line == RemovalQueueKind.First ? ClaimText : ClaimAgainText)
            .With("@now", now.ToUnixTimeMilliseconds()).With("@until", until.ToUnixTimeMilliseconds()).With("@limit", (long)limit).AllAsync(ReadDue);

    /// <summary>Gets when the next removal of a queue is due; <c>null</c> when none is open.</summary>
    public static ValueTask<DateTimeOffset?> NextDueAsync(DatabaseSession session, RemovalQueueKind line, CancellationToken cancellationToken) =>
        session.Sql(line == RemovalQueueKind.First ? NextDueText : NextDueAgainText)
            .FirstAsync(row => (DateTimeOffset?)row.Time(0), cancellationToken);

    /// <summary>Lists the open removals of a queue that are due first: when each was requested, and whether its bytes are erased, so that only caches have still to
    /// confirm.</summary>
    public static ValueTask<List<(DateTimeOffset RequestedAt, bool IsErased)>> AgesAsync(DatabaseSession session, RemovalQueueKind line, int limit, CancellationToken cancellationToken) =>
        session.Sql(line == RemovalQueueKind.First ? AgeText : AgeAgainText).With("@limit", (long)limit)
            .AllAsync(row => (row.Time(0), !row.IsDBNull(1) || !row.IsDBNull(2)), cancellationToken);

    /// <summary>Closes removals: deletes their tokens and paths, because no work is left. Idempotent.</summary>
    public static async ValueTask CloseAsync(DatabaseSession session, IEnumerable<string> ids, RemovalReceiptUpdate receiptTimestamps) =>
        await receiptTimestamps.On(session.Sql(CloseText).With("@ids", ids).With("@purged", receiptTimestamps.PurgedAt?.ToUnixTimeMilliseconds())).ExecuteAsync();

    /// <summary>Keeps a removal open and sets when it is due again.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="id">Id of the removal.</param>
    /// <param name="due">When it is due again.</param>
    /// <param name="attempts">Number of failed attempts so far.</param>
    /// <param name="receiptTimestamps">Work that is done so far.</param>
    public static async ValueTask PostponeAsync(DatabaseSession session, string id, DateTimeOffset due, long attempts, RemovalReceiptUpdate receiptTimestamps) =>
        await receiptTimestamps.On(session.Sql(PostponeText).With("@id", id).With("@due", due.ToUnixTimeMilliseconds()).With("@attempts", attempts)).ExecuteAsync();

    /// <summary>Makes the removal of an attachment due now, if there is one and none of its attempts has failed.</summary>
    public static async ValueTask HastenAsync(DatabaseSession session, BlobKey key, DateTimeOffset now) =>
        await session.Sql(HastenText).With("@token", key.Value).With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Whether any removal waits for its timestamps.</summary>
    public static async ValueTask<bool> AnyUnstampedAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        await session.Sql(AnyUnstampedText).FirstAsync(_ => true, cancellationToken);

    /// <summary>Sets the timestamps of up to <paramref name="limit"/> removals that wait for them. Returns how many.</summary>
    public static ValueTask<int> StampAsync(DatabaseSession session, DateTimeOffset now, int limit) =>
        session.Sql(StampText).With("@now", now.ToUnixTimeMilliseconds()).With("@limit", (long)limit).ExecuteAsync();

    /// <summary>Whether an open removal refers to the blob.</summary>
    public static async ValueTask<bool> OwnsAsync(DatabaseSession session, BlobKey key, CancellationToken cancellationToken) =>
        await session.Sql(OwnsText).With("@token", key.Value).FirstAsync(_ => true, cancellationToken);

    /// <summary>Deletes up to <paramref name="limit"/> receipts from before a time. Returns how many.</summary>
    public static ValueTask<int> ForgetAsync(DatabaseSession session, DateTimeOffset before, int limit) =>
        session.Sql(ForgetText).With("@before", before.ToUnixTimeMilliseconds()).With("@limit", (long)limit).ExecuteAsync();

    /// <summary>Lists receipts of an app on one side of a cursor, nearest first.</summary>
    public static ValueTask<List<RemovalReceiptRow>> ListAsync(DatabaseSession session, string appId, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? BeforeText : AfterText).With("@app", appId).With("@cursor", page.Bound).With("@limit", (long)page.Limit)
            .AllAsync(ReadReceipt, cancellationToken);

    /// <summary>Lists receipts of one media URL of an app on one side of a cursor, nearest first.</summary>
    public static ValueTask<List<RemovalReceiptRow>> ListOfMediaAsync(
        DatabaseSession session, string appId, byte[] mediaHash, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? MediaBeforeText : MediaAfterText).With("@app", appId).With("@media_hash", mediaHash)
            .With("@cursor", page.Bound).With("@limit", (long)page.Limit).AllAsync(ReadReceipt, cancellationToken);

    private static RemovalReceiptRow ReadReceipt(DbDataReader row) => new(
        row.GetString(0), row.Bytes(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.Time(5), row.TimeOrNull(6), row.TimeOrNull(7));

    private static DueRemoval ReadDue(DbDataReader row) => new(
        row.GetString(0), BlobKey.Parse(row.GetString(1)), row.StringOrNull(2), row.Time(3), !row.IsDBNull(4) || !row.IsDBNull(5), row.GetInt64(6));
}
