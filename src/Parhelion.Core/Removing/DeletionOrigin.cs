using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>Says who requested a deletion, why and when. The receipts of the deletion contain these values.</summary>
/// <param name="Reason">Why the deletion was requested: one of <see cref="ReceiptReasons"/>.</param>
/// <param name="RequestedBy">Who requested the deletion: a key id, or <see cref="ReceiptReader.Server"/>.</param>
/// <param name="RequestedAt">When the deletion was requested. In a cascade, a row may be deleted long after this time.</param>
/// <param name="CascadeId">The cascade that the deletion belongs to; <c>null</c> for none.</param>
internal sealed record DeletionOrigin(string Reason, string RequestedBy, DateTimeOffset RequestedAt, string? CascadeId = null)
{
    public static DeletionOrigin Of(CascadeRow cascade) => new(cascade.Reason, cascade.RequestedBy, cascade.RequestedAt, cascade.Id);
}
