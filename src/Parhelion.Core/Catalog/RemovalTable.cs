using System.Data.Common;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>The removals ledger. A row is due until its blob is erased; then it is the receipt.</summary>
public static class RemovalTable
{
    // Index: primary key.
    private const string InsertText = """
        INSERT INTO removals (id, app_id, token, media_hash, size, reason, requested_by, requested_at, attempts, due_at, cascade_id)
        VALUES (@id, @app, @token, @media_hash, @size, @reason, @requested_by, @now, 0, @now, @cascade)
        """;

    // Index: removals_due.
    private const string DueText =
        "SELECT id, token, attempts FROM removals WHERE erased_at IS NULL AND due_at <= @now ORDER BY due_at LIMIT @limit";

    // Index: removals_due.
    private const string NextDueText = "SELECT MIN(due_at) FROM removals WHERE erased_at IS NULL";

    // Index: primary key.
    private const string EraseText = "UPDATE removals SET erased_at = @now, token = NULL WHERE id = @id AND erased_at IS NULL";

    // Index: primary key.
    private const string PostponeText = "UPDATE removals SET attempts = attempts + 1, due_at = @due WHERE id = @id AND erased_at IS NULL";

    // Index: removals_by_token.
    private const string OwnsText = "SELECT 1 FROM removals WHERE token = @token";

    // Index: removals_erased.
    private const string ForgetText =
        "DELETE FROM removals WHERE id IN (SELECT id FROM removals WHERE erased_at < @before AND erased_at IS NOT NULL LIMIT @limit)";

    private const string ReceiptColumns = "id, media_hash, size, reason, requested_by, requested_at, erased_at";

    // Index: removals_by_app.
    private const string ListFrom = $"SELECT {ReceiptColumns} FROM removals WHERE app_id = @app AND ";
    private const string AfterText = ListFrom + "id > @cursor ORDER BY id LIMIT @limit";
    private const string BeforeText = ListFrom + "id < @cursor ORDER BY id DESC LIMIT @limit";

    // Index: removals_by_hash.
    private const string MediaAfterText = ListFrom + "media_hash = @media_hash AND id > @cursor ORDER BY id LIMIT @limit";
    private const string MediaBeforeText = ListFrom + "media_hash = @media_hash AND id < @cursor ORDER BY id DESC LIMIT @limit";

    /// <summary>Records that a blob is to be erased, in the transaction that took its row.</summary>
    public static async ValueTask InsertAsync(Session session, RemovalRow row) =>
        await session.Sql(InsertText)
            .With("@id", row.Id).With("@app", row.AppId).With("@token", row.Key.Value).With("@media_hash", row.MediaHash).With("@size", row.Size)
            .With("@reason", row.Reason).With("@requested_by", row.RequestedBy).With("@now", row.RequestedAt.ToUnixTimeMilliseconds())
            .With("@cascade", row.CascadeId).ExecuteAsync();

    /// <summary>What is due now, the longest overdue first.</summary>
    public static ValueTask<List<DueRemoval>> DueAsync(Session session, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        session.Sql(DueText).With("@now", now.ToUnixTimeMilliseconds()).With("@limit", (long)limit).AllAsync(ReadDue, cancellationToken);

    /// <summary>When the next removal is due; <c>null</c> when none is open.</summary>
    public static ValueTask<DateTimeOffset?> NextDueAsync(Session session, CancellationToken cancellationToken) =>
        session.Sql(NextDueText).FirstAsync(row => row.IsDBNull(0) ? (DateTimeOffset?)null : row.Time(0), cancellationToken);

    /// <summary>Stamps the receipt and forgets the key. Idempotent.</summary>
    public static async ValueTask EraseAsync(Session session, string id, DateTimeOffset now) =>
        await session.Sql(EraseText).With("@id", id).With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Counts a failed attempt and sets when to try again.</summary>
    public static async ValueTask PostponeAsync(Session session, string id, DateTimeOffset due) =>
        await session.Sql(PostponeText).With("@id", id).With("@due", due.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Whether the ledger still holds this blob as to be erased.</summary>
    public static async ValueTask<bool> OwnsAsync(Session session, BlobKey key, CancellationToken cancellationToken) =>
        await session.Sql(OwnsText).With("@token", key.Value).FirstAsync(_ => true, cancellationToken);

    /// <summary>Drops up to <paramref name="limit"/> receipts from before a time; how many went.</summary>
    public static ValueTask<int> ForgetAsync(Session session, DateTimeOffset before, int limit) =>
        session.Sql(ForgetText).With("@before", before.ToUnixTimeMilliseconds()).With("@limit", (long)limit).ExecuteAsync();

    /// <summary>Receipts of an app next to a cursor, nearest first.</summary>
    public static ValueTask<List<ReceiptRow>> ListAsync(Session session, string appId, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? BeforeText : AfterText).With("@app", appId).With("@cursor", page.Bound).With("@limit", (long)page.Limit)
            .AllAsync(ReadReceipt, cancellationToken);

    /// <summary>Receipts of one media URL of an app next to a cursor, nearest first.</summary>
    public static ValueTask<List<ReceiptRow>> ListOfMediaAsync(
        Session session, string appId, byte[] mediaHash, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? MediaBeforeText : MediaAfterText).With("@app", appId).With("@media_hash", mediaHash)
            .With("@cursor", page.Bound).With("@limit", (long)page.Limit).AllAsync(ReadReceipt, cancellationToken);

    private static ReceiptRow ReadReceipt(DbDataReader row) => new(
        row.GetString(0), row.Bytes(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.Time(5), row.TimeOrNull(6));

    private static DueRemoval ReadDue(DbDataReader row) => new(row.GetString(0), BlobKey.Parse(row.GetString(1)), row.GetInt64(2));
}

/// <summary>A new entry of the ledger.</summary>
/// <param name="Id">Time-ordered id.</param>
/// <param name="AppId">The app.</param>
/// <param name="Key">The blob that is to be erased.</param>
/// <param name="MediaHash">SHA-256 of the path of the media URL.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Reason">Why.</param>
/// <param name="RequestedBy">A key id, or the server itself.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="CascadeId">The deletion that it is part of; <c>null</c>: it stands alone.</param>
public sealed record RemovalRow(
    string Id, string AppId, BlobKey Key, byte[] MediaHash, long Size, string Reason, string RequestedBy, DateTimeOffset RequestedAt, string? CascadeId);

/// <summary>An entry whose blob is to be erased now.</summary>
/// <param name="Id">Id of the entry.</param>
/// <param name="Key">The blob.</param>
/// <param name="Attempts">How often erasing has failed.</param>
public sealed record DueRemoval(string Id, BlobKey Key, long Attempts);

/// <summary>An entry of the ledger as its receipt shows it.</summary>
/// <param name="Id">Id of the entry.</param>
/// <param name="MediaHash">SHA-256 of the path of the media URL.</param>
/// <param name="Size">Bytes of the file.</param>
/// <param name="Reason">Why it was deleted.</param>
/// <param name="RequestedBy">A key id, or the server itself.</param>
/// <param name="RequestedAt">When it left the living.</param>
/// <param name="ErasedAt">When its blob was erased; <c>null</c> as long as it is not.</param>
public sealed record ReceiptRow(
    string Id, byte[] MediaHash, long Size, string Reason, string RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset? ErasedAt);
