using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Naming;

namespace Parhelion.Core.Removing;

/// <summary>
/// Deletes messages and their links to attachments in one transaction. Also deletes the attachments that nothing else holds. Records each deleted attachment in
/// the table <c>removals</c>.
/// </summary>
/// <remarks>
/// If a webhook of the app subscribes to it, the batch records an event <c>attachment:remove</c> for each deleted attachment. The batch also records how the
/// deletions change the usage of apps. The usage is the number and the bytes of the attachments of an app.
/// </remarks>
internal sealed class DeletionBatch(DatabaseSession session, EventRecorder eventRecorder, DeletionOrigin cause, bool keepsPaths, TimeProvider clock)
{
    // A batch of unused uploads spans apps.
    private readonly HashSet<string> appsWithoutSubscribers = new(StringComparer.Ordinal);

    private readonly Dictionary<(string AppId, string MediaType), UsageChange> usage = [];

    /// <summary>Number of rows written and deleted so far.</summary>
    public int Rows { get; private set; }

    /// <summary>One of <see cref="ReceiptReasons"/>.</summary>
    public string Reason => cause.Reason;

    /// <summary>Number of attachments that were deleted.</summary>
    public int Removals { get; private set; }

    /// <summary>Keys of the attachments that were or may have been deleted. Caches must drop them and read the rows again.</summary>
    public List<BlobKey> Keys { get; } = [];

    /// <summary>Whether the transaction records events about deleted attachments.</summary>
    public bool HasEvents { get; private set; }

    /// <summary>Counts rows that the caller has deleted in this transaction; returns their number.</summary>
    public int Count(int rows)
    {
        Rows += rows;
        return rows;
    }

    /// <summary>Deletes messages, their links, and the attachments that only these messages held.</summary>
    public async ValueTask MessagesAsync(IReadOnlyCollection<string> ids)
    {
        var carried = await MessageAttachmentTable.DeleteOfMessagesAsync(session, ids);
        await MessageTable.DeleteAsync(session, ids);
        Count(ids.Count + carried.Count);
        if (carried.Count == 0) return;
        var gone = await AttachmentTable.DeleteUnheldAsync(session, carried);
        foreach (var row in gone) await AttachmentAsync(row);
        // These attachments may stay, or messages that a cascade has yet to remove may hold them. Either way, caches must read them again.
        Keys.AddRange(carried.Except(gone.Select(row => row.Key)));
    }

    /// <summary>Records no events about the attachments of an app, because no webhook of the app subscribes to them. Without this call, the batch looks for
    /// such webhooks once.</summary>
    public void SkipEventsOf(string appId) => appsWithoutSubscribers.Add(appId);

    /// <summary>Records the removal of an attachment whose row was deleted in this transaction. Its blob is erased after the commit.</summary>
    public async ValueTask AttachmentAsync(DeletedAttachment row)
    {
        var path = new MediaPath(row.AppId, row.ConversationId, row.Key, row.FileName);
        var entry = new RemovalRow(
            ObjectId.New(clock), row.AppId, row.Key, ReceiptReader.HashOf(path), row.Size, cause.Reason, cause.RequestedBy, cause.RequestedAt,
            cause.CascadeId, keepsPaths ? path.ToString() : null);
        await RemovalTable.InsertAsync(session, entry);
        Keys.Add(row.Key);
        Removals++;
        Count(2);
        AddUsage(row);
        if (appsWithoutSubscribers.Contains(row.AppId)) return;
        if (await RecordEventAsync(row, entry) > 0) HasEvents = true;
        else appsWithoutSubscribers.Add(row.AppId);
    }

    /// <summary>Records what the deletions change in the usage of apps: one row for each app and media type. Call it once, at the end of the
    /// transaction.</summary>
    public async ValueTask RecordUsageAsync()
    {
        foreach (var change in usage.Values) await UsageChangeTable.InsertAsync(session, change, ObjectId.New(clock));
    }

    // The usage of a deleted app is deleted with it.
    private void AddUsage(DeletedAttachment row)
    {
        if (cause.Reason == ReceiptReasons.AppDeleted) return;
        var (key, change) = ((row.AppId, row.MediaType), UsageChange.OfDeletion(row, clock.GetUtcNow()));
        if (usage.TryGetValue(key, out var before)) usage[key] = before.Plus(change);
        else usage.Add(key, change);
    }

    // The stream is that of the event about the upload, unless that one waits in the stream of the conversation.
    private async ValueTask<int> RecordEventAsync(DeletedAttachment row, RemovalRow entry)
    {
        var receipt = new RemovalReceiptRow(entry.Id, entry.MediaHash, entry.Size, entry.Reason, entry.RequestedBy, entry.RequestedAt, ErasedAt: null, PurgedAt: null);
        return Count(await eventRecorder.RaiseAsync(session, row.AppId, EventTypes.AttachmentRemove, row.Id, () => EventPayloads.Removed(receipt), row.ConversationId));
    }
}
