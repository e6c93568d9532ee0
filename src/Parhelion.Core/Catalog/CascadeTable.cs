using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Deletions that are worked off in pieces, each in its turn: a large one does not keep a small one waiting.</summary>
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

    // Index: primary key.
    private const string WaitText = "UPDATE cascades SET worked_at = @turn WHERE id = @id";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM cascades WHERE id = @id";

    /// <summary>Records a deletion that is to be worked off.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, Cascade cascade) =>
        await session.Sql(InsertText)
            .With("@id", cascade.Id).With("@kind", cascade.Kind).With("@target", cascade.TargetId).With("@app", cascade.AppId)
            .With("@reason", cascade.Reason).With("@requested_by", cascade.RequestedBy)
            .With("@now", cascade.RequestedAt.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>The one that has waited longest, or <c>null</c>.</summary>
    public static ValueTask<Cascade?> NextAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        session.Sql(NextText).FirstAsync(Read, cancellationToken);

    /// <summary>The one that has waited longest and that no other node works on, for this transaction alone; or <c>null</c>.</summary>
    public static ValueTask<Cascade?> ClaimAsync(DatabaseSession session) => session.Sql(ClaimText).FirstAsync(Read);

    /// <summary>Puts one behind those whose last turn was before <paramref name="turn"/>.</summary>
    public static async ValueTask WaitAsync(DatabaseSession session, string id, long turn) =>
        await session.Sql(WaitText).With("@id", id).With("@turn", turn).ExecuteAsync();

    /// <summary>Marks one as done.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, string id) => await session.Sql(DeleteText).With("@id", id).ExecuteAsync();

    private static Cascade Read(DbDataReader row) => new()
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

/// <summary>A deletion that may be too large for one transaction. What it belongs to is gone already.</summary>
public sealed record Cascade
{
    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="CascadeKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What is gone: the id of an app, a user or a conversation.</summary>
    public required string TargetId { get; init; }

    /// <summary>The app that it was part of.</summary>
    public required string AppId { get; init; }

    /// <summary>For the receipts.</summary>
    public required string Reason { get; init; }

    /// <summary>For the receipts.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>For the receipts.</summary>
    public required DateTimeOffset RequestedAt { get; init; }
}

/// <summary>What a cascade takes apart.</summary>
public static class CascadeKinds
{
    /// <summary>Everything of an app.</summary>
    public const string App = "app";

    /// <summary>The personal conversations of a user, and the user's messages in others.</summary>
    public const string User = "user";

    /// <summary>A conversation: its messages, participants and attachments.</summary>
    public const string Conversation = "conversation";

    /// <summary>The messages from before the epoch of a conversation.</summary>
    public const string Messages = "messages";
}
