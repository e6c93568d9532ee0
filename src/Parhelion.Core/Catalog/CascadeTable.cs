using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>cascades</c>. Each row is a cascade, a deletion that takes several transactions. The cascades take turns, so that a
/// large cascade does not delay a small one.</summary>
public static class CascadeTable
{
    // Index: primary key.
    private const string InsertText = """
        INSERT INTO cascades (id, kind, target_id, app_id, reason, requested_by, requested_at, worked_at)
        VALUES (@id, @kind, @target, @app, @reason, @requested_by, @now, @now)
        """;

    // Index: cascades_by_turn.
    private const string NextText =
        "SELECT id, kind, target_id, app_id, reason, requested_by, requested_at FROM cascades ORDER BY worked_at, id LIMIT 1";

    // Index: cascades_by_turn.
    private const string ClaimText = NextText + " FOR UPDATE SKIP LOCKED";

    // Index: cascades_by_turn.
    private const string WaitingText = "SELECT 1 FROM cascades ORDER BY worked_at, id LIMIT @limit";

    // Index: primary key.
    private const string WaitText = "UPDATE cascades SET worked_at = @turn WHERE id = @id";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM cascades WHERE id = @id";

    /// <summary>Inserts a cascade.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, CascadeRow cascade) =>
        await session.Sql(InsertText)
            .With("@id", cascade.Id).With("@kind", cascade.Kind).With("@target", cascade.TargetId).With("@app", cascade.AppId)
            .With("@reason", cascade.Reason).With("@requested_by", cascade.RequestedBy)
            .With("@now", cascade.RequestedAt.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Gets the cascade whose last turn is the longest ago, or <c>null</c>.</summary>
    public static ValueTask<CascadeRow?> NextAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        session.Sql(NextText).FirstAsync(Read, cancellationToken);

    /// <summary>Like <see cref="NextAsync"/>, but skips cascades that another node works on, and locks the row until the transaction ends.</summary>
    public static ValueTask<CascadeRow?> ClaimAsync(DatabaseSession session) => session.Sql(ClaimText).FirstAsync(Read);

    /// <summary>Counts the cascades, up to <paramref name="limit"/>.</summary>
    public static async ValueTask<int> CountAsync(DatabaseSession session, int limit, CancellationToken cancellationToken) =>
        (await session.Sql(WaitingText).With("@limit", (long)limit).AllAsync(_ => true, cancellationToken)).Count;

    /// <summary>Moves a cascade behind all cascades whose last turn was before <paramref name="turn"/> (Unix time in milliseconds).</summary>
    public static async ValueTask WaitAsync(DatabaseSession session, string id, long turn) =>
        await session.Sql(WaitText).With("@id", id).With("@turn", turn).ExecuteAsync();

    /// <summary>Deletes a cascade that is finished.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, string id) => await session.Sql(DeleteText).With("@id", id).ExecuteAsync();

    private static CascadeRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Kind = row.GetString(1),
        TargetId = row.GetString(2),
        AppId = row.GetString(3),
        Reason = row.GetString(4),
        RequestedBy = row.GetString(5),
        RequestedAt = row.Time(6),
    };
}
