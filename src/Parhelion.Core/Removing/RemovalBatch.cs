using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Naming;
using Parhelion.Protocol;

namespace Parhelion.Core.Removing;

/// <summary>What leaves the living in one transaction: messages with their links, attachments that nothing holds any more, and for each of
/// these its entry in the ledger and the event that tells of it.</summary>
internal sealed class RemovalBatch(DatabaseSession session, EventRecorder eventRecorder, RemovalReason cause, bool keepsPaths, TimeProvider clock)
{
    private bool? isHeard;

    /// <summary>Rows written and dropped so far.</summary>
    public int Rows { get; private set; }

    /// <summary>The attachments that have left, and those that may have: whoever remembers them must ask again.</summary>
    public List<BlobKey> Keys { get; } = [];

    /// <summary>Counts rows that somebody else has dropped in this transaction; how many they were.</summary>
    public int Count(int rows)
    {
        Rows += rows;
        return rows;
    }

    /// <summary>Takes a message apart: its links, and the attachments that lived by it alone.</summary>
    public async ValueTask MessageAsync(string id)
    {
        var carried = await MessageAttachmentTable.DeleteOfMessageAsync(session, id);
        await MessageTable.DeleteAsync(session, id);
        Count(1 + carried.Count);
        foreach (var key in carried)
        {
            // It may live on, or be held by other messages that a cascade has still to reach; either way it is looked up afresh.
            if (await AttachmentTable.DeleteUnheldAsync(session, key) is { } gone) await AttachmentAsync(gone);
            else Keys.Add(key);
        }
    }

    /// <summary>Records an attachment whose row was dropped in this transaction: from the commit on its blob is to be erased.</summary>
    public async ValueTask AttachmentAsync(RemovedRow row)
    {
        var path = new MediaPath(row.AppId, row.ConversationId, row.Key, row.FileName);
        var entry = new RemovalRow(
            ObjectId.New(clock), row.AppId, row.Key, Receipts.HashOf(path), row.Size, cause.Reason, cause.RequestedBy, cause.RequestedAt,
            cause.CascadeId, keepsPaths ? path.ToString() : null);
        await RemovalTable.InsertAsync(session, entry);
        Keys.Add(row.Key);
        Count(2);
        if (isHeard != false) isHeard = await TellAsync(entry) > 0;
    }

    private async ValueTask<int> TellAsync(RemovalRow entry)
    {
        var receipt = new ReceiptRow(entry.Id, entry.MediaHash, entry.Size, entry.Reason, entry.RequestedBy, entry.RequestedAt, ErasedAt: null, PurgedAt: null);
        return Count(await eventRecorder.RaiseAsync(session, entry.AppId, EventTypes.AttachmentRemove, entry.Id, () => EventPayloads.Removed(receipt)));
    }
}

/// <summary>Why attachments leave, as their receipts say it.</summary>
/// <param name="Reason">One of <see cref="ReceiptReasons"/>.</param>
/// <param name="RequestedBy">A key id, or <see cref="Receipts.Server"/>.</param>
/// <param name="RequestedAt">When the deletion was asked for, however long ago that was.</param>
/// <param name="CascadeId">The deletion that they are part of; <c>null</c>: it stands alone.</param>
internal sealed record RemovalReason(string Reason, string RequestedBy, DateTimeOffset RequestedAt, string? CascadeId = null)
{
    public static RemovalReason Of(Cascade cascade) => new(cascade.Reason, cascade.RequestedBy, cascade.RequestedAt, cascade.Id);
}
