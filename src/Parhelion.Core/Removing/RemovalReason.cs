using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>The reason for removals, as their receipts state it.</summary>
/// <param name="Reason">One of <see cref="ReceiptReasons"/>.</param>
/// <param name="RequestedBy">A key id, or <see cref="Receipts.Server"/>.</param>
/// <param name="RequestedAt">When the deletion was requested, however long ago that was.</param>
/// <param name="CascadeId">The cascade that the removals are part of; <c>null</c>: none.</param>
internal sealed record RemovalReason(string Reason, string RequestedBy, DateTimeOffset RequestedAt, string? CascadeId = null)
{
    public static RemovalReason Of(Cascade cascade) => new(cascade.Reason, cascade.RequestedBy, cascade.RequestedAt, cascade.Id);
}
