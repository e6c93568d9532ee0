using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Protocol;

namespace Parhelion.Core.Moving;

/// <summary>Removes attachments from the copy of a database that the present database has removed: their rows go to the ledger of the copy, as a removal
/// would have it.</summary>
internal static class ConcurrentRemovals
{
    /// <summary>Removes one attachment.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="row">The attachment.</param>
    /// <param name="receipt">What the present ledger says of it; <c>null</c> when that is not known.</param>
    /// <param name="clock">Tells when, if the ledger does not.</param>
    public static Task RemoveAsync(Database copy, AttachmentRow row, ReceiptRow? receipt, TimeProvider clock) => copy.WriteAsync(
        async session =>
        {
            if (await AttachmentTable.DeleteAsync(session, row.AppId, row.Key) is null) return false;
            await RemovalTable.InsertAsync(
                session,
                new RemovalRow(
                    ObjectId.New(clock), row.AppId, row.Key, Receipts.HashOf(row.Path), row.Size, receipt?.Reason ?? ReceiptReasons.Removed,
                    receipt?.RequestedBy ?? Receipts.Server, receipt?.RequestedAt ?? clock.GetUtcNow(), CascadeId: null, Path: null));
            return true;
        },
        CancellationToken.None);
}
