using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads and writes the table <c>pending_user_removals</c>, which holds events about deleted users. Each event waits until all data and blobs of the user are
/// erased.
/// </summary>
/// <remarks>
/// The deletion of a user starts a cascade, which deletes the data of the user step by step. The event waits until the cascade has ended and all blobs that the
/// cascade removed are erased.
/// </remarks>
public static class PendingUserRemovedEventTable
{
    // Index: primary key.
    private const string InsertText = "INSERT INTO pending_user_removals (cascade_id, app_id, user_id, payload) VALUES (@cascade, @app, @user, @payload)";

    // The cascade has finished, and all its blobs are erased. Index: primary keys, removals_open.
    private const string ReadyText = """
        SELECT f.cascade_id, f.app_id, f.user_id, f.payload FROM pending_user_removals f
        WHERE NOT EXISTS (SELECT 1 FROM cascades c WHERE c.id = f.cascade_id)
          AND NOT EXISTS (SELECT 1 FROM removals r WHERE r.cascade_id = f.cascade_id AND r.erased_at IS NULL)
        ORDER BY f.cascade_id LIMIT @limit
        """;

    // Index: primary key.
    private const string DeleteText = "DELETE FROM pending_user_removals WHERE cascade_id = @cascade";

    /// <summary>Inserts the event about a user whose deletion begins in this transaction.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, PendingUserRemovedEventRow pendingUserRemoval) =>
        await session.Sql(InsertText).With("@cascade", pendingUserRemoval.CascadeId).With("@app", pendingUserRemoval.AppId).With("@user", pendingUserRemoval.UserId)
            .With("@payload", pendingUserRemoval.Payload).ExecuteAsync();

    /// <summary>Lists the events that can be sent, because the cascade has ended and all its blobs are erased.</summary>
    public static ValueTask<List<PendingUserRemovedEventRow>> ReadyAsync(DatabaseSession session, int limit, CancellationToken cancellationToken) =>
        session.Sql(ReadyText).With("@limit", (long)limit).AllAsync(Read, cancellationToken);

    /// <summary>Deletes a row because its event is being sent. False when another caller has deleted it.</summary>
    public static async ValueTask<bool> DeleteAsync(DatabaseSession session, string cascadeId) =>
        await session.Sql(DeleteText).With("@cascade", cascadeId).ExecuteAsync() == 1;

    private static PendingUserRemovedEventRow Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));
}
