using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>Why, by whom and when a deletion was requested, as its receipts state it.</summary>
/// <param name="Reason">Why: one of <see cref="ReceiptReasons"/>.</param>
/// <param name="RequestedBy">By whom: a key id, or <see cref="ReceiptReader.Server"/>.</param>
/// <param name="RequestedAt">When the deletion was requested, however long ago that was.</param>
/// <param name="CascadeId">The cascade that the removals are part of; <c>null</c>: none.</param>
internal sealed record DeletionReason(string Reason, string RequestedBy, DateTimeOffset RequestedAt, string? CascadeId = null)
{
    public static DeletionReason Of(CascadeRow cascade) => new(cascade.Reason, cascade.RequestedBy, cascade.RequestedAt, cascade.Id);
}
