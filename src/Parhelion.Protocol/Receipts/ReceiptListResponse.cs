namespace Parhelion.Protocol;

/// <summary>A response with one page of receipts, oldest first.</summary>
public sealed record ReceiptListResponse(IReadOnlyList<Receipt> Receipts, PageMeta Meta, PageLinks? Links = null);
