using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Naming;
using Parhelion.Core.Webhooks;
using Parhelion.Protocol;

namespace Parhelion.Core.Removing;

/// <summary>The corridor of every deletion: one transaction takes something out of the living and records what is to be erased, and that
/// commit is the deletion. Row before bytes on the way out: a crash can only leave bytes that nobody points to, and the ledger knows of them.
/// Small deletions are done when this returns; of large ones everything is out of reach, and a cascade takes it apart.</summary>
/// <param name="database">The rows.</param>
/// <param name="stepRows">Most rows that one transaction writes or drops, so that others wait no longer than that.</param>
/// <param name="eventRecorder">Hears of what is deleted.</param>
/// <param name="cachePurger">Hear of it when the ledger is drained.</param>
/// <param name="clock">Tells when.</param>
public sealed class Removal(Database database, int stepRows, EventRecorder eventRecorder, ICachePurger cachePurger, TimeProvider clock)
{
    /// <summary>The fewest rows that a transaction can be limited to.</summary>
    public const int LeastStepRows = CascadeStep.LeastRows;

    private readonly Lock turns = new();
    private long turn;

    /// <summary>Called after attachments have left the living and before the caller hears of it: whoever remembers them forgets them.</summary>
    public event Action<IReadOnlyList<BlobKey>>? AttachmentsRemoved;

    /// <summary>Called after more has left the living than could be listed: whoever remembers attachments forgets them all.</summary>
    public event Action? ManyRemoved;

    /// <summary>Called after an app has left the living, with its id.</summary>
    public event Action<string>? AppRemoved;

    /// <summary>Called when the ledger has something to erase, or a cascade something to work off.</summary>
    public event Action? WorkAdded;

    /// <summary>Removes one attachment of an app; false when no such attachment lives. Of many callers at once, one gets true.
    /// Messages that carry it stay as they are.</summary>
    public async Task<bool> RemoveAsync(MediaPath path, string requestedBy, CancellationToken cancellationToken)
    {
        var departed = await WriteAsync(
            async session =>
            {
                if (await AttachmentTable.FindAsync(session, path.Key, default) is not { } row || row.Path != path) return null;
                var removalBatch = Depart(session, ReceiptReasons.Removed, requestedBy);
                await removalBatch.AttachmentAsync((await AttachmentTable.DeleteAsync(session, path.AppId, path.Key))!);
                return removalBatch;
            },
            cancellationToken);
        if (departed is null) return false;
        Tell(departed);
        return true;
    }

    /// <summary>Removes a message, and the attachments that lived by it alone; false when no such message lives in the conversation.</summary>
    public async Task<bool> RemoveMessageAsync(ConversationRow conversation, string messageId, string requestedBy, CancellationToken cancellationToken)
    {
        var departed = await WriteAsync(
            async session =>
            {
                if (await MessageTable.FindAsync(session, conversation.Id, messageId, default) is not { } message) return null;
                var removalBatch = Depart(session, ReceiptReasons.MessageDeleted, requestedBy);
                await removalBatch.MessageAsync(message.Id);
                await CascadeStep.UncountAsync(session, message);
                return removalBatch;
            },
            cancellationToken);
        if (departed is null) return false;
        Tell(departed);
        return true;
    }

    /// <summary>Removes all messages of a conversation, which stays; false when it is gone.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="reason">One of <see cref="ReceiptReasons"/>.</param>
    /// <param name="requestedBy">A key id, or <see cref="Receipts.Server"/>.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <param name="idleSince">Only when no message has come since; <c>null</c>: in any case.</param>
    public Task<bool> RemoveMessagesAsync(
        ConversationRow conversation, string reason, string requestedBy, CancellationToken cancellationToken, DateTimeOffset? idleSince = null) =>
        RemoveAsync(
            async session =>
            {
                if (await ConversationTable.FindAsync(session, conversation.AppId, conversation.Id, default) is not { } row) return null;
                if (row.LastUpdatedAt > (idleSince ?? row.LastUpdatedAt)) return null;
                await ConversationTable.ClearAsync(session, row.Id);
                await ParticipantTable.ClearAsync(session, row.Id);
                return New(CascadeKinds.Messages, row.Id, row.AppId, reason, requestedBy);
            },
            cancellationToken);

    /// <summary>Removes a conversation with its messages, and the attachments that lived by it; false when it is gone.</summary>
    public Task<bool> RemoveConversationAsync(ConversationRow conversation, string requestedBy, CancellationToken cancellationToken) =>
        RemoveAsync(
            async session =>
            {
                if (await ConversationTable.FindAsync(session, conversation.AppId, conversation.Id, default) is not { } row) return null;
                await ConversationTable.DeleteAsync(session, row.Id);
                await eventRecorder.RaiseAsync(session, row.AppId, EventTypes.ConversationRemove, row.Id, () => EventPayloads.Removed(row));
                return New(CascadeKinds.Conversation, row.Id, row.AppId, ReceiptReasons.ConversationDeleted, requestedBy);
            },
            cancellationToken);

    /// <summary>Removes a user with the user's personal conversations and messages; false when the user is gone.</summary>
    public Task<bool> RemoveUserAsync(UserRow user, string requestedBy, CancellationToken cancellationToken) =>
        RemoveAsync(
            async session =>
            {
                if (!await UserTable.DeleteAsync(session, user.Id)) return null;
                var cascade = New(CascadeKinds.User, user.Id, user.AppId, ReceiptReasons.UserDeleted, requestedBy);
                await UserRemovedEvents.PrepareAsync(session, user, cascade);
                return cascade;
            },
            cancellationToken);

    /// <summary>Removes an app with everything in it; false when it is gone.</summary>
    public async Task<bool> RemoveAppAsync(string appId, string requestedBy, CancellationToken cancellationToken)
    {
        var removed = await RemoveAsync(
            async session =>
            {
                if (!await AppTable.DeleteAsync(session, appId)) return null;
                await ApiKeyTable.DeleteOfAppAsync(session, appId);
                return New(CascadeKinds.App, appId, appId, ReceiptReasons.AppDeleted, requestedBy);
            },
            cancellationToken);
        if (removed) AppRemoved?.Invoke(appId);
        return removed;
    }

    /// <summary>Removes attachments that were uploaded for a message before a time and that no message has used, one batch of them; false
    /// when there were none.</summary>
    public async Task<bool> RemoveUnusedAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var departed = await WriteAsync(
            async session =>
            {
                var removalBatch = Depart(session, ReceiptReasons.Unused, Receipts.Server);
                foreach (var row in await AttachmentTable.DeleteUnusedAsync(session, before, StepRows / 2)) await removalBatch.AttachmentAsync(row);
                return removalBatch;
            },
            cancellationToken);
        if (departed.Keys.Count == 0) return false;
        Tell(departed);
        return true;
    }

    /// <summary>Works off one piece of the cascade that has waited longest; false when there is none.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        // Most of the time there is none, and looking for it is no transaction.
        if (await database.ReadAsync(CascadeTable.NextAsync, cancellationToken) is null) return false;
        var departed = await WriteAsync(
            async session =>
            {
                if (await CascadeTable.ClaimAsync(session) is not { } cascade) return null;
                var removalBatch = Depart(session, RemovalReason.Of(cascade));
                if (await new CascadeStep(session, cascade, removalBatch, StepRows).RunAsync()) await CascadeTable.DeleteAsync(session, cascade.Id);
                else await CascadeTable.WaitAsync(session, cascade.Id, NextTurn());
                return removalBatch;
            },
            cancellationToken);
        // Other nodes have all there are.
        if (departed is null) return false;
        Tell(departed);
        return true;
    }

    // Milliseconds, and later than the turn before: a piece takes less time than the clock can tell, and a large deletion would have many turns in it.
    private long NextTurn()
    {
        lock (turns) return turn = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), turn + 1);
    }

    // The first piece goes in the transaction of the deletion itself: that is all of it, unless there is a lot. It is a smaller one, because
    // somebody waits for it.
    private async Task<bool> RemoveAsync(Func<DatabaseSession, ValueTask<Cascade?>> take, CancellationToken cancellationToken)
    {
        var (departed, isDone) = await WriteAsync<(RemovalBatch?, bool)>(
            async session =>
            {
                if (await take(session) is not { } cascade) return (null, true);
                var removalBatch = Depart(session, RemovalReason.Of(cascade));
                var done = await new CascadeStep(session, cascade, removalBatch, Math.Max(StepRows / 4, CascadeStep.LeastRows)).RunAsync();
                if (!done) await CascadeTable.InsertAsync(session, cascade);
                return (removalBatch, done);
            },
            cancellationToken);
        if (departed is null) return false;
        if (!isDone) ManyRemoved?.Invoke();
        Tell(departed);
        return true;
    }

    // On a full disk a transaction must fit into what is left.
    private int StepRows => database.IsShortOfSpace ? CascadeStep.LeastRows : stepRows;

    // A deletion that is in doubt may have happened: whoever remembers what it was about must ask again.
    private async Task<T> WriteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
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

    private RemovalBatch Depart(DatabaseSession session, string reason, string requestedBy) =>
        Depart(session, new RemovalReason(reason, requestedBy, clock.GetUtcNow()));

    private RemovalBatch Depart(DatabaseSession session, RemovalReason cause) => new(session, eventRecorder, cause, cachePurger.Any, clock);

    private Cascade New(string kind, string targetId, string appId, string reason, string requestedBy) => new()
    {
        Id = ObjectId.New(clock),
        Kind = kind,
        TargetId = targetId,
        AppId = appId,
        Reason = reason,
        RequestedBy = requestedBy,
        RequestedAt = clock.GetUtcNow(),
    };

    private void Tell(RemovalBatch removalBatch)
    {
        if (removalBatch.Keys.Count > 0) AttachmentsRemoved?.Invoke(removalBatch.Keys);
        WorkAdded?.Invoke();
        eventRecorder.Announce();
    }
}
