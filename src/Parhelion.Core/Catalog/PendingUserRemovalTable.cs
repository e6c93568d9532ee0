using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Users who are deleted, until the last of their attachments is erased.</summary>
public static class PendingUserRemovalTable
{
    // Index: primary key.
    private const string InsertText = "INSERT INTO pending_user_removals (cascade_id, app_id, user_id, payload) VALUES (@cascade, @app, @user, @payload)";

    // The cascade is through, and nothing of it is left to erase. Index: primary keys, removals_open.
    private const string ReadyText = """
        SELECT f.cascade_id, f.app_id, f.user_id, f.payload FROM pending_user_removals f
        WHERE NOT EXISTS (SELECT 1 FROM cascades c WHERE c.id = f.cascade_id)
          AND NOT EXISTS (SELECT 1 FROM removals r WHERE r.cascade_id = f.cascade_id AND r.erased_at IS NULL)
        ORDER BY f.cascade_id LIMIT @limit
        """;

    // Index: primary key.
    private const string DeleteText = "DELETE FROM pending_user_removals WHERE cascade_id = @cascade";

    /// <summary>Records that something is to be told once all of a cascade is erased.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, PendingUserRemoval pendingUserRemoval) =>
        await session.Sql(InsertText).With("@cascade", pendingUserRemoval.CascadeId).With("@app", pendingUserRemoval.AppId).With("@user", pendingUserRemoval.UserId)
            .With("@payload", pendingUserRemoval.Payload).ExecuteAsync();

    /// <summary>Whose attachments are all erased.</summary>
    public static ValueTask<List<PendingUserRemoval>> ReadyAsync(DatabaseSession session, int limit, CancellationToken cancellationToken) =>
        session.Sql(ReadyText).With("@limit", (long)limit).AllAsync(Read, cancellationToken);

    /// <summary>It is told; false when somebody else has told it.</summary>
    public static async ValueTask<bool> DeleteAsync(DatabaseSession session, string cascadeId) =>
        await session.Sql(DeleteText).With("@cascade", cascadeId).ExecuteAsync() == 1;

    private static PendingUserRemoval Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));
}

/// <summary>What is to be told of a user who was deleted.</summary>
/// <param name="CascadeId">The cascade that takes apart what the user had.</param>
/// <param name="AppId">The app.</param>
/// <param name="UserId">The user.</param>
/// <param name="Payload">JSON object.</param>
public sealed record PendingUserRemoval(string CascadeId, string AppId, string UserId, string Payload);
