using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;

namespace Parhelion.Core.Moving;

/// <summary>
/// Repeats the deletions of attachments in a copy of a database. These attachments were deleted from the original after the copy was made. Each repeated
/// deletion inserts a row into the table <c>removals</c>, as in the original.
/// </summary>
internal static class RemovalReplay
{
    /// <summary>Deletes one attachment from the copy.</summary>
    /// <param name="copy">The copy of the database.</param>
    /// <param name="row">The attachment.</param>
    /// <param name="receipt">The receipt in the original database; <c>null</c> when it is unknown.</param>
    /// <param name="clock">Provides the time of the deletion when there is no receipt.</param>
    public static Task RemoveAsync(Database copy, AttachmentRow row, RemovalReceiptRow? receipt, TimeProvider clock) => copy.WriteAsync(
        async session =>
        {
            if (await AttachmentTable.DeleteAsync(session, row.AppId, row.Key) is not { } gone) return false;
            await UsageChangeTable.InsertAsync(session, UsageChange.OfDeletion(gone, clock.GetUtcNow()), ObjectId.New(clock));
            await RemovalTable.InsertAsync(
                session,
                new RemovalRow(
                    ObjectId.New(clock), row.AppId, row.Key, ReceiptReader.HashOf(row.Path), row.Size, receipt?.Reason ?? ReceiptReasons.Removed,
                    receipt?.RequestedBy ?? ReceiptReader.Server, receipt?.RequestedAt ?? clock.GetUtcNow(), CascadeId: null, Path: null));
            return true;
        },
        CancellationToken.None);
}
