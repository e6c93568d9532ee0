using Parhelion.Core.Catalog;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// A row of the receipts page of the web console, with the state of an attachment. The page lists receipts of deletions. If the user has entered media URLs,
/// the page lists these URLs instead of receipts.
/// </summary>
/// <param name="Url">The text that the user of the page entered as a media URL; empty for a receipt from the list.</param>
/// <param name="State">What happened to the attachment.</param>
/// <param name="Receipt">The newest receipt of the attachment; <c>null</c> if there is none.</param>
/// <param name="AttachmentId">Id of the attachment, if it is still live.</param>
public sealed record ConsoleReceiptRow(string Url, MediaUrlDeletionState State, RemovalReceiptRow? Receipt = null, string? AttachmentId = null)
{
    /// <summary>Returns the answer that a receipt gives.</summary>
    public static ConsoleReceiptRow Of(string url, RemovalReceiptRow receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return new ConsoleReceiptRow(url, receipt.PurgedAt is not null ? MediaUrlDeletionState.Purged : receipt.ErasedAt is not null ? MediaUrlDeletionState.Erased : MediaUrlDeletionState.Deleted, receipt);
    }
}
