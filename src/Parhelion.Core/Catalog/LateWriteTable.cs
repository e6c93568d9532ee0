using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads and writes the table <c>late_writes</c>. Each row names a blob that may reappear after its erasure. The server may have sent the request that
/// writes such a blob twice. If the second request arrives after the erasure, the store writes the blob again.
/// </summary>
/// <remarks>Each row has the time until which such a late request may arrive. If a blob is erased before this time, the server erases the blob once more after
/// this time. Only then does the receipt of the deletion get its timestamps. The table is almost always empty.</remarks>
public static class LateWriteTable
{
    // Index: primary key. A resumed move may write the same blob again.
    private const string InsertText =
        "INSERT INTO late_writes (token, until) VALUES (@token, @until) ON CONFLICT (token) DO UPDATE SET until = excluded.until";

    // Index: late_writes_until.
    private const string AnyText = "SELECT 1 FROM late_writes WHERE until > @now LIMIT 1";

    // Index: primary key.
    private const string FindText = "SELECT until FROM late_writes WHERE token = @token AND until > @now";

    // Index: late_writes_until, then the primary key.
    private const string ForgetText = "DELETE FROM late_writes WHERE token IN (SELECT token FROM late_writes WHERE until <= @now LIMIT @limit)";

    /// <summary>Records until when a blob may reappear. Call this in the transaction that inserts the row of the blob.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, BlobKey key, DateTimeOffset until) =>
        await session.Sql(InsertText).With("@token", key.Value).With("@until", until.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Finds which of some blobs may still reappear, and until when.</summary>
    public static async ValueTask<Dictionary<BlobKey, DateTimeOffset>> FindAsync(
        DatabaseSession session, IEnumerable<BlobKey> keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new Dictionary<BlobKey, DateTimeOffset>();
        var time = now.ToUnixTimeMilliseconds();
        if (!await session.Sql(AnyText).With("@now", time).FirstAsync(_ => true, cancellationToken)) return found;
        foreach (var key in keys)
        {
            var until = await session.Sql(FindText).With("@token", key.Value).With("@now", time).FirstAsync(row => (DateTimeOffset?)row.Time(0), cancellationToken);
            if (until is { } known) found.Add(key, known);
        }

        return found;
    }

    /// <summary>Deletes up to <paramref name="limit"/> rows whose time has passed. Returns how many.</summary>
    public static ValueTask<int> ForgetAsync(DatabaseSession session, DateTimeOffset now, int limit) =>
        session.Sql(ForgetText).With("@now", now.ToUnixTimeMilliseconds()).With("@limit", (long)limit).ExecuteAsync();
}
