namespace Parhelion.Core.Catalog;

/// <summary>
/// Represents a row of the table <c>cascades</c>. Each row describes a cascade: a deletion that was too large for one transaction. The cascade deletes the
/// remaining rows in further transactions. API clients cannot see these rows.
/// </summary>
public sealed record CascadeRow
{
    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="CascadeKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of the deleted app, user or conversation, or of the conversation whose messages are deleted.</summary>
    public required string TargetId { get; init; }

    /// <summary>Id of the app that the target belongs to, or of the deleted app itself.</summary>
    public required string AppId { get; init; }

    /// <summary>Why the deletion was requested. Goes into the receipts.</summary>
    public required string Reason { get; init; }

    /// <summary>Who requested the deletion. Goes into the receipts.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When the deletion was requested. Goes into the receipts.</summary>
    public required DateTimeOffset RequestedAt { get; init; }
}
