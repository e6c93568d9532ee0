using Parhelion.Core.Auditing;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Naming;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Removing;

/// <summary>Deletes attachments, messages, conversations, users and apps. A deletion takes effect with the commit of one transaction: from then on, clients do
/// not find the deleted records. The table <c>removals</c> lists the deleted attachments, whose blobs <see cref="RemovalProcessor"/> erases later.</summary>
/// <remarks>
/// <para>If the rows of a deletion fit into its first transaction, this transaction deletes all of them. Otherwise it hides the remaining rows from clients,
/// and a cascade deletes them in later transactions (<see cref="StepAsync"/>).</para>
/// <para>Rows are deleted before bytes. A crash can therefore leave only bytes that no attachment refers to, and the table <c>removals</c> lists these
/// bytes.</para>
/// </remarks>
/// <param name="database">The database.</param>
/// <param name="stepRows">Maximum number of rows that one transaction writes or deletes. This maximum limits how long other transactions wait.</param>
/// <param name="eventRecorder">Records the events about deletions.</param>
/// <param name="cachePurger">Tells whether there are caches. If there are caches, removals keep the paths of media URLs for the purge.</param>
/// <param name="clock">Supplies the time of a deletion.</param>
/// <param name="metrics">Counts deletions; <c>null</c>: nobody counts them.</param>
public sealed class DeletionService(
    Database database, int stepRows, EventRecorder eventRecorder, ICachePurger cachePurger, TimeProvider clock, RemovalMetrics? metrics = null)
{
    /// <summary>The smallest number of rows that a transaction can be limited to.</summary>
    public const int MinStepRows = CascadeBatch.MinRows;

    private readonly Lock turnLock = new();
    private long turn;

    /// <summary>Raised after attachments were deleted and before the caller gets an answer. Handlers drop these attachments from caches.</summary>
    public event Action<IReadOnlyList<BlobKey>>? AttachmentsRemoved;

    /// <summary>Raised after more attachments were deleted than can be listed. Handlers drop all attachments from caches.</summary>
    public event Action? ManyRemoved;

    /// <summary>Raised after an app was deleted, with its id.</summary>
    public event Action<string>? AppRemoved;

    /// <summary>Raised when there are blobs to erase or a cascade to continue.</summary>
    public event Action? WorkAdded;

    /// <summary>Deletes one attachment of an app; false if there is no such live attachment. Of several concurrent callers exactly one gets true. Messages that
    /// carry the attachment are not changed.</summary>
    /// <param name="path">The path of the media URL.</param>
    /// <param name="requestedBy">Who removes it.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <param name="reason">One of <see cref="ReceiptReasons"/>.</param>
    public async Task<bool> RemoveAsync(MediaPath path, AuditActor requestedBy, CancellationToken cancellationToken, string reason = ReceiptReasons.Removed)
    {
        var departed = await WriteAsync(
            async session =>
            {
                if (await AttachmentTable.DeleteLiveAsync(session, path) is not { Row: var row, Webhooks: var webhooks }) return null;
                var removalBatch = CreateBatch(session, reason, requestedBy.Name);
                if (webhooks == 0) removalBatch.SkipEventsOf(row.AppId);
                await removalBatch.AttachmentAsync(row);
                await removalBatch.RecordUsageAsync();
                await requestedBy.RecordAsync(session, clock, AuditActions.AttachmentDelete, row.AppId, row.Id);
                return removalBatch;
            },
            cancellationToken);
        if (departed is null) return false;
        Notify(departed);
        return true;
    }

    /// <summary>Deletes a message, and the attachments that only this message held; false if the conversation has no such live message.</summary>
    public async Task<bool> RemoveMessageAsync(ConversationRow conversation, string messageId, AuditActor requestedBy, CancellationToken cancellationToken)
    {
        var departed = await WriteAsync(
            async session =>
            {
                if (await MessageTable.FindAsync(session, conversation.Id, messageId, default) is not { } message) return null;
                var removalBatch = CreateBatch(session, ReceiptReasons.MessageDeleted, requestedBy.Name);
                await removalBatch.MessagesAsync([message.Id]);
                await CascadeBatch.SubtractFromCountsAsync(session, message);
                await removalBatch.RecordUsageAsync();
                await requestedBy.RecordAsync(session, clock, AuditActions.MessageDelete, conversation.AppId, messageId, new AuditDetail { ConversationId = conversation.Id });
                return removalBatch;
            },
            cancellationToken);
        if (departed is null) return false;
        Notify(departed);
        return true;
    }

    /// <summary>Deletes all messages of a conversation, but not the conversation; false if the conversation does not exist.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="reason">One of <see cref="ReceiptReasons"/>.</param>
    /// <param name="requestedBy">Who requested it; <c>null</c>: the server, because a time limit had passed. That is not recorded in the audit log.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <param name="idleSince">If set, deletes the messages only if none was posted after this time.</param>
    public Task<bool> RemoveMessagesAsync(
        ConversationRow conversation, string reason, AuditActor? requestedBy, CancellationToken cancellationToken, DateTimeOffset? idleSince = null) =>
        RemoveAsync(
            async session =>
            {
                if (await ConversationTable.FindAsync(session, conversation.AppId, conversation.Id, default) is not { } row) return null;
                if (row.LastUpdatedAt > (idleSince ?? row.LastUpdatedAt)) return null;
                await ConversationTable.ClearAsync(session, row.Id);
                await ParticipantTable.ClearAsync(session, row.Id);
                if (requestedBy is not null) await requestedBy.RecordAsync(session, clock, AuditActions.MessageDeleteAll, row.AppId, row.Id, new AuditDetail { ConversationId = row.Id });
                return New(CascadeKinds.Messages, row.Id, row.AppId, reason, requestedBy?.Name ?? ReceiptReader.Server);
            },
            cancellationToken);

    /// <summary>Deletes a conversation with its messages, and the attachments that only they held; false if the conversation does not exist.</summary>
    public Task<bool> RemoveConversationAsync(ConversationRow conversation, AuditActor requestedBy, CancellationToken cancellationToken) =>
        RemoveAsync(
            async session =>
            {
                if (await ConversationTable.FindAsync(session, conversation.AppId, conversation.Id, default) is not { } row) return null;
                await ConversationTable.DeleteAsync(session, row.Id);
                await eventRecorder.RaiseAsync(session, row, EventTypes.ConversationRemove, () => EventPayloads.Removed(row));
                await requestedBy.RecordAsync(session, clock, AuditActions.ConversationDelete, row.AppId, row.Id);
                return New(CascadeKinds.Conversation, row.Id, row.AppId, ReceiptReasons.ConversationDeleted, requestedBy.Name);
            },
            cancellationToken);

    /// <summary>Deletes a user with the personal conversations and the messages of the user; false if the user does not exist.</summary>
    public Task<bool> RemoveUserAsync(UserRow user, AuditActor requestedBy, CancellationToken cancellationToken) =>
        RemoveAsync(
            async session =>
            {
                if (!await UserTable.DeleteAsync(session, user.Id)) return null;
                var cascade = New(CascadeKinds.User, user.Id, user.AppId, ReceiptReasons.UserDeleted, requestedBy.Name);
                await UserRemovedEventRecorder.PrepareAsync(session, user, cascade);
                await requestedBy.RecordAsync(session, clock, AuditActions.UserDelete, user.AppId, user.Id);
                return cascade;
            },
            cancellationToken);

    /// <summary>Deletes an app with everything in it; false if the app does not exist.</summary>
    public async Task<bool> RemoveAppAsync(string appId, AuditActor requestedBy, CancellationToken cancellationToken)
    {
        var removed = await RemoveAsync(
            async session =>
            {
                if (!await AppTable.DeleteAsync(session, appId)) return null;
                await ApiKeyTable.DeleteOfAppAsync(session, appId);
                await requestedBy.RecordAsync(session, clock, AuditActions.AppDelete, appId, appId);
                return New(CascadeKinds.App, appId, appId, ReceiptReasons.AppDeleted, requestedBy.Name);
            },
            cancellationToken);
        if (removed) AppRemoved?.Invoke(appId);
        return removed;
    }

    /// <summary>Deletes one batch of attachments that were uploaded for a message before the given time, if no message has used them. Returns false if there
    /// were no such attachments.</summary>
    public async Task<bool> RemoveUnusedAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var departed = await WriteAsync(
            async session =>
            {
                var removalBatch = CreateBatch(session, ReceiptReasons.Unused, ReceiptReader.Server);
                foreach (var row in await AttachmentTable.DeleteUnusedAsync(session, before, StepRows / 2)) await removalBatch.AttachmentAsync(row);
                await removalBatch.RecordUsageAsync();
                return removalBatch;
            },
            cancellationToken);
        if (departed.Keys.Count == 0) return false;
        Notify(departed);
        return true;
    }

    /// <summary>Runs one transaction of the cascade that has waited longest; false if there is no cascade.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        // Usually there is no cascade, and this check takes no transaction.
        if (await database.ReadAsync(CascadeTable.NextAsync, cancellationToken) is null) return false;
        var departed = await WriteAsync(
            async session =>
            {
                if (await CascadeTable.ClaimAsync(session) is not { } cascade) return null;
                var removalBatch = CreateBatch(session, DeletionOrigin.Of(cascade));
                if (await new CascadeBatch(session, cascade, removalBatch, StepRows).RunAsync()) await CascadeTable.DeleteAsync(session, cascade.Id);
                else await CascadeTable.WaitAsync(session, cascade.Id, NextTurn());
                await removalBatch.RecordUsageAsync();
                return removalBatch;
            },
            cancellationToken);
        // Other nodes work on all of the cascades.
        if (departed is null) return false;
        Notify(departed);
        return true;
    }

    // Returns milliseconds, always more than for the previous turn. A step can be shorter than a millisecond, and a large cascade would get many
    // turns in one.
    private long NextTurn()
    {
        lock (turnLock) return turn = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), turn + 1);
    }

    // The first step of the cascade runs in the transaction of the deletion itself. Unless there is a lot to remove, it is the only step. It is
    // limited to fewer rows, because a caller waits for it.
    private async Task<bool> RemoveAsync(Func<DatabaseSession, ValueTask<CascadeRow?>> take, CancellationToken cancellationToken)
    {
        var (departed, isDone) = await WriteAsync<(DeletionBatch?, bool)>(
            async session =>
            {
                if (await take(session) is not { } cascade) return (null, true);
                var removalBatch = CreateBatch(session, DeletionOrigin.Of(cascade));
                var done = await new CascadeBatch(session, cascade, removalBatch, Math.Max(StepRows / 4, CascadeBatch.MinRows)).RunAsync();
                if (!done) await CascadeTable.InsertAsync(session, cascade);
                await removalBatch.RecordUsageAsync();
                return (removalBatch, done);
            },
            cancellationToken);
        if (departed is null) return false;
        if (!isDone) ManyRemoved?.Invoke();
        Notify(departed);
        // The deletion of a conversation is an event of its own.
        eventRecorder.Announce();
        return true;
    }

    // On a full disk a transaction must fit into the space that is left.
    private int StepRows => database.IsShortOfSpace ? CascadeBatch.MinRows : stepRows;

    // If the outcome of a commit is unknown, the deletion may have happened, so all caches must read the rows again.
    private async Task<T> WriteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        using var activity = Tracing.Start("delete rows");
        try
        {
            return await database.DeleteAsync(work, cancellationToken);
        }
        catch (CommitInDoubtException)
        {
            ManyRemoved?.Invoke();
            throw;
        }
    }

    private DeletionBatch CreateBatch(DatabaseSession session, string reason, string requestedBy) =>
        CreateBatch(session, new DeletionOrigin(reason, requestedBy, clock.GetUtcNow()));

    private DeletionBatch CreateBatch(DatabaseSession session, DeletionOrigin cause) => new(session, eventRecorder, cause, cachePurger.Any, clock);

    private CascadeRow New(string kind, string targetId, string appId, string reason, string requestedBy) => new()
    {
        Id = ObjectId.New(clock),
        Kind = kind,
        TargetId = targetId,
        AppId = appId,
        Reason = reason,
        RequestedBy = requestedBy,
        RequestedAt = clock.GetUtcNow(),
    };

    private void Notify(DeletionBatch removalBatch)
    {
        metrics?.Deleted(removalBatch.Reason, removalBatch.Removals);
        if (removalBatch.Keys.Count > 0) AttachmentsRemoved?.Invoke(removalBatch.Keys);
        WorkAdded?.Invoke();
        if (removalBatch.HasEvents) eventRecorder.Announce();
    }
}
