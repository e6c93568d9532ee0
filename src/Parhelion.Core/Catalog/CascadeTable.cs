using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Deletions that are worked off in pieces.</summary>
public static class CascadeTable
{
    // Index: primary key.
    private const string InsertText =
        "INSERT INTO cascades (id, app_id, reason, requested_by, requested_at) VALUES (@id, @app, @reason, @requested_by, @now)";

    // Index: primary key.
    private const string NextText = "SELECT id, app_id, reason, requested_by, requested_at FROM cascades ORDER BY id LIMIT 1";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM cascades WHERE id = @id";

    /// <summary>Records a deletion that is to be worked off.</summary>
    public static async ValueTask InsertAsync(Session session, Cascade cascade) =>
        await session.Sql(InsertText)
            .With("@id", cascade.Id).With("@app", cascade.AppId).With("@reason", cascade.Reason).With("@requested_by", cascade.RequestedBy)
            .With("@now", cascade.RequestedAt.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>The oldest that is not done, or <c>null</c>.</summary>
    public static ValueTask<Cascade?> NextAsync(Session session, CancellationToken cancellationToken) =>
        session.Sql(NextText).FirstAsync(Read, cancellationToken);

    /// <summary>Marks one as done.</summary>
    public static async ValueTask DeleteAsync(Session session, string id) => await session.Sql(DeleteText).With("@id", id).ExecuteAsync();

    private static Cascade Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Time(4));
}

/// <summary>A deletion too large for one transaction.</summary>
public sealed record Cascade(string Id, string AppId, string Reason, string RequestedBy, DateTimeOffset RequestedAt);
