using Parhelion.Core.Catalog;

namespace Parhelion.Server.WebConsole;

/// <summary>What the page of the receipts knows about a media URL that somebody asked about.</summary>
/// <param name="Url">The line that was sent; empty for a receipt that was found without its URL.</param>
/// <param name="State">What became of it, one of the names in <see cref="ReceiptState"/>.</param>
/// <param name="Receipt">The newest receipt; <c>null</c> if there is none.</param>
/// <param name="AttachmentId">The attachment, if it is still there.</param>
public sealed record ReceiptAnswer(string Url, ReceiptState State, ReceiptRow? Receipt = null, string? AttachmentId = null)
{
    /// <summary>Returns the answer that a receipt gives.</summary>
    public static ReceiptAnswer Of(string url, ReceiptRow receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return new ReceiptAnswer(url, receipt.PurgedAt is not null ? ReceiptState.Purged : receipt.ErasedAt is not null ? ReceiptState.Erased : ReceiptState.Deleted, receipt);
    }
}
