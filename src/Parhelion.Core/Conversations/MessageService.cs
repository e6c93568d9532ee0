using Parhelion.Core.Auditing;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Removing;
using Parhelion.Core.Switchboards;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>
/// Posts, lists and deletes messages. One transaction stores a message together with its links to attachments. Therefore <see cref="RetentionService"/> never
/// treats an attachment of a posted message as unused.
/// </summary>
public sealed class MessageService(Database database, DeletionService removal, ConversationService conversations, EventRecorder eventRecorder, TimeProvider clock)
{
    /// <summary>Maximum number of messages in a conversation: 30,000, as the API documents.</summary>
    public const int PerConversation = 30_000;

    /// <summary>Posts a message.</summary>
    /// <exception cref="ProblemException">The conversation or the author does not exist, or the conversation is full. Or a media URL of this server
    /// names no live attachment of this app. Or the user has no client for the destination.</exception>
    public async Task<MessageRow> PostAsync(string appId, string conversationId, MessageDraft draft, CancellationToken cancellationToken)
    {
        var message = await database.WriteAsync(session => PostAsync(session, appId, conversationId, draft), cancellationToken);
        eventRecorder.Announce();
        return message;
    }

    /// <summary>Lists one page of messages, oldest first. Without a cursor, paging begins at the last message and goes backwards. A page ends early
    /// if its messages would take more than <see cref="PageRequest.MaxBytes"/>.</summary>
    /// <exception cref="ProblemException">The conversation does not exist.</exception>
    public async Task<Page<MessageRow>> ListAsync(string appId, string conversationId, PageRequest page, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async (session, token) =>
            {
                // The API documents another error code here than elsewhere.
                var conversation = await ConversationTable.FindAsync(session, appId, conversationId, token) ?? throw new ProblemException(Problems.ResourceNotFound);
                return await MessageTable.ListAsync(session, conversationId, conversation.Epoch, page, token);
            },
            cancellationToken);

    /// <summary>Deletes a message, and the attachments that only this message held.</summary>
    /// <exception cref="ProblemException">The conversation or the message does not exist.</exception>
    public async Task DeleteAsync(string appId, string conversationId, string id, AuditActor requestedBy, CancellationToken cancellationToken)
    {
        var conversation = await conversations.GetAsync(appId, conversationId, cancellationToken);
        if (!await removal.RemoveMessageAsync(conversation, id, requestedBy, cancellationToken)) throw new ProblemException(Problems.MessageNotFound);
    }

    /// <summary>Deletes all messages of a conversation, but not the conversation.</summary>
    /// <exception cref="ProblemException">The conversation does not exist.</exception>
    public async Task DeleteAllAsync(string appId, string conversationId, AuditActor requestedBy, CancellationToken cancellationToken)
    {
        var conversation = await conversations.GetAsync(appId, conversationId, cancellationToken);
        var removed = await removal.RemoveMessagesAsync(conversation, ReceiptReasons.MessageDeleted, requestedBy, cancellationToken);
        if (!removed) throw new ProblemException(Problems.ConversationNotFound);
    }

    /// <summary>Posts a message inside a transaction.</summary>
    internal async ValueTask<MessageRow> PostAsync(DatabaseSession session, string appId, string conversationId, MessageDraft draft)
    {
        var app = await AppTable.FindAsync(session, appId, default) ?? throw new ProblemException(Problems.AppNotFound);
        var conversation = await ConversationService.FindAsync(session, appId, conversationId);
        if (conversation.MessageCount >= PerConversation) throw new ProblemException(Problems.MessageLimit(PerConversation));
        var author = await AuthorAsync(session, conversation, draft);
        var carried = await FindMediaAsync(session, appId, draft.Media);
        if (draft.IsByUser) conversation = await SwitchboardControlService.AssignDefaultAsync(session, conversation, draft.Source?.IntegrationId);
        var now = clock.GetUtcNow();
        // Another node, whose clock may differ, may have posted the previous message.
        var id = ObjectId.NewAfter(clock, await MessageTable.LastIdAsync(session, conversation.Id, conversation.Epoch));
        var row = new MessageRow
        {
            Id = id,
            ConversationId = conversation.Id,
            Epoch = conversation.Epoch,
            AuthorId = author?.Id,
            Author = WireJson.Text(draft.Author),
            Content = WireJson.Text(draft.Content),
            Metadata = draft.Metadata,
            Source = draft.Source is null ? null : WireJson.Text(draft.Source, ProtocolJson.Default.MessageSource),
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
        };
        await MessageTable.InsertAsync(session, row);
        foreach (var key in carried)
        {
            await MessageAttachmentTable.InsertAsync(session, key, id);
            await AttachmentTable.AddMessageHoldAsync(session, key);
        }

        await ConversationTable.AddMessageAsync(session, conversation.Id, now, RetentionService.Deadline(app, now));
        await ParticipantTable.AddMessageAsync(session, conversation.Id, author?.Id);
        if (author is null) await SimulatedDeliveryRecorder.RecordAsync(session, conversation, row, draft.Destination, clock);
        await eventRecorder.RaiseAsync(session, conversation, EventTypes.ConversationMessage, () => EventPayloads.Message(conversation, row));
        return row;
    }

    private static async ValueTask<UserRow?> AuthorAsync(DatabaseSession session, ConversationRow conversation, MessageDraft draft)
    {
        if (!draft.IsByUser) return null;
        if (draft.User is null && conversation.UserId is null)
        {
            throw new ProblemException(Problems.BadRequest("'author' should have 'userId' or 'userExternalId' in a conversation of several users"));
        }

        var reference = draft.User ?? new UserReference(conversation.UserId, null);
        var user = await reference.FindAsync(session, conversation.AppId) ?? throw new ProblemException(Problems.UserNotFound);
        draft.Author["userId"] = user.Id;
        return user;
    }

    // All attachments are looked up before any is linked, because a message may name an attachment twice.
    private static async ValueTask<HashSet<BlobKey>> FindMediaAsync(DatabaseSession session, string appId, IReadOnlyList<MediaUrlReference> media)
    {
        var carried = new HashSet<BlobKey>();
        foreach (var reference in media)
        {
            if (reference.Path is not { } path)
            {
                reference.FillForeign(AllowedFileTypes.Default);
                continue;
            }

            var attachment = path.AppId == appId ? await AttachmentTable.FindAsync(session, path.Key, default) : null;
            if (attachment is null || attachment.Path != path) throw new ProblemException(Problems.NoSuchMedia(reference.Field, reference.Url));
            reference.Fill(attachment);
            carried.Add(attachment.Key);
        }

        return carried;
    }
}
