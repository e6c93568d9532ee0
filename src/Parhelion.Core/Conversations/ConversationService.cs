using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Removing;
using Parhelion.Core.Switchboards;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>Creates, finds, lists, updates and deletes conversations.</summary>
public sealed class ConversationService(Database database, DeletionService removal, EventRecorder eventRecorder, TimeProvider clock)
{
    /// <summary>Creates a conversation with its first participants.</summary>
    /// <exception cref="ProblemException">The app or a user does not exist.</exception>
    public async Task<ConversationRow> CreateAsync(ConversationRow draft, IReadOnlyList<ParticipantDraft> participants, CancellationToken cancellationToken)
    {
        var created = await database.WriteAsync(session => CreateAsync(session, draft, participants), cancellationToken);
        eventRecorder.Announce();
        return created;
    }

    /// <summary>Creates a conversation with its first participants inside a transaction.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="draft">The conversation.</param>
    /// <param name="participants">Its first participants.</param>
    /// <param name="channel">The channel through which a message came that made the conversation necessary; <c>null</c>: the API creates it.</param>
    internal async ValueTask<ConversationRow> CreateAsync(
        DatabaseSession session, ConversationRow draft, IReadOnlyList<ParticipantDraft> participants, MessageSource? channel = null)
    {
        var app = await AppTable.FindAsync(session, draft.AppId, default) ?? throw new ProblemException(Problems.AppNotFound);
        var users = new List<UserRow>(participants.Count);
        foreach (var participant in participants) users.Add(await participant.User.FindAsync(session, draft.AppId) ?? throw new ProblemException(Problems.UserNotFound));
        var row = draft with
        {
            UserId = draft.Type == ConversationTypes.Personal ? users[0].Id : null,
            Active = await SwitchboardControlService.FindFirstAsync(session, draft.AppId, channel?.IntegrationId),
            ExpiresAt = RetentionService.Deadline(app, draft.CreatedAt),
        };
        await ConversationTable.InsertAsync(session, row);
        foreach (var (user, participant) in users.Zip(participants))
        {
            await ParticipantTable.InsertAsync(session, ObjectId.New(clock), row.Id, user.Id, row.CreatedAt);
            if (participant.SubscribeSdkClient) await ClientService.SubscribeSdkAsync(session, user, row, clock);
        }

        var owner = row.UserId is null ? null : users[0];
        await eventRecorder.RaiseAsync(session, row, EventTypes.ConversationCreate, () => EventPayloads.Created(row, owner, channel));
        return (await ConversationTable.FindAsync(session, row.AppId, row.Id, default))!;
    }

    /// <summary>Finds a live conversation of an app.</summary>
    /// <exception cref="ProblemException">The conversation does not exist.</exception>
    public async ValueTask<ConversationRow> GetAsync(string appId, string id, CancellationToken cancellationToken) =>
        await FindAsync(appId, id, cancellationToken) ?? throw new ProblemException(Problems.ConversationNotFound);

    /// <summary>Finds a live conversation of an app, or <c>null</c>.</summary>
    public ValueTask<ConversationRow?> FindAsync(string appId, string id, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => ConversationTable.FindAsync(session, appId, id, token), cancellationToken);

    /// <summary>Lists one page of the conversations in which a user takes part, oldest first.</summary>
    /// <exception cref="ProblemException">The user does not exist.</exception>
    public async Task<Page<ConversationRow>> ListAsync(string appId, UserReference reference, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            async (session, token) =>
            {
                var user = await reference.FindAsync(session, appId, token) ?? throw new ProblemException(Problems.UserNotFound);
                return await ConversationTable.ListAsync(session, user.Id, page, token);
            },
            cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }

    /// <summary>Lists one page of the conversations of an app, newest first. "After" means older.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="page">The requested page. It must not go backwards.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<Page<ConversationRow>> ListNewestAsync(string appId, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => ConversationTable.ListNewestAsync(session, appId, page.UpperBound, page.Limit, token), cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }

    /// <summary>Updates a conversation by <paramref name="change"/>, which may be called more than once.</summary>
    /// <exception cref="ProblemException">The conversation does not exist.</exception>
    public Task<ConversationRow> UpdateAsync(string appId, string id, Func<ConversationRow, ConversationRow> change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var changed = change(await FindAsync(session, appId, id));
                await ConversationTable.UpdateAsync(session, changed);
                return changed;
            },
            cancellationToken);

    /// <summary>Deletes a conversation with its messages, and the attachments that only the conversation or these messages held.</summary>
    /// <exception cref="ProblemException">The conversation does not exist, or it is the default conversation of its user.</exception>
    public async Task DeleteAsync(string appId, string id, AuditActor requestedBy, CancellationToken cancellationToken)
    {
        var conversation = await GetAsync(appId, id, cancellationToken);
        if (conversation.IsDefault) throw new ProblemException(Problems.ConversationIsDefault(id));
        if (!await removal.RemoveConversationAsync(conversation, requestedBy, cancellationToken)) throw new ProblemException(Problems.ConversationNotFound);
    }

    /// <summary>Records that the author has read the conversation, and the event about it if the author is a user. A typing activity of the business is
    /// accepted and ignored, because there are no channels to send it to.</summary>
    /// <exception cref="ProblemException">The conversation or the user does not exist, or the user does not take part in the conversation.</exception>
    public async Task ActAsync(string appId, string id, string activity, UserReference? author, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async session =>
            {
                var conversation = await FindAsync(session, appId, id);
                var user = author is null ? null : await author.FindAsync(session, appId) ?? throw new ProblemException(Problems.UserNotFound);
                if (activity != ActivityTypes.Read) return true;
                if (user is null)
                {
                    await ConversationTable.ReadAsync(session, id, clock.GetUtcNow());
                    return true;
                }

                await ReadAsync(session, conversation, user);
                return true;
            },
            cancellationToken);
        eventRecorder.Announce();
    }

    /// <summary>Records inside a transaction that a user has read a conversation, and the event about it.</summary>
    /// <exception cref="ProblemException">The user does not take part in the conversation.</exception>
    internal async ValueTask ReadAsync(DatabaseSession session, ConversationRow conversation, UserRow user, MessageSource? channel = null)
    {
        if (!await ParticipantTable.ReadAsync(session, conversation.Id, user.Id, clock.GetUtcNow())) throw new ProblemException(Problems.NotAMember);
        await eventRecorder.RaiseAsync(session, conversation, EventTypes.ConversationRead, () => EventPayloads.Activity(conversation, user, ActivityTypes.Read, channel));
    }

    /// <summary>Finds a live conversation inside a transaction.</summary>
    internal static async ValueTask<ConversationRow> FindAsync(DatabaseSession session, string appId, string id) =>
        await ConversationTable.FindAsync(session, appId, id, default) ?? throw new ProblemException(Problems.ConversationNotFound);
}
