using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>Adds users to group conversations, removes them, and lists the participants of a conversation.</summary>
public sealed class ParticipantService(Database database, EventRecorder eventRecorder, TimeProvider clock)
{
    /// <summary>Maximum number of participants in a conversation. The API documents that there is a limit, but not its value; this value is
    /// Parhelion's own.</summary>
    public const int MaxCount = 100;

    /// <summary>Maximum number of participants at the creation of a conversation, as the API documents.</summary>
    public const int MaxAtCreation = 10;

    /// <summary>Adds a user to a group. A user who takes part already stays as it is, but the SDK client of the user may be added.</summary>
    /// <exception cref="ProblemException">The conversation or the user does not exist, or the conversation is personal or full.</exception>
    public async Task<ParticipantRow> JoinAsync(string appId, string conversationId, ParticipantDraft draft, CancellationToken cancellationToken)
    {
        var joined = await database.WriteAsync(
            async session =>
            {
                var conversation = await FindGroupAsync(session, appId, conversationId);
                var user = await draft.User.FindAsync(session, appId) ?? throw new ProblemException(Problems.UserNotFound);
                var added = await ParticipantTable.InsertAsync(session, ObjectId.New(clock), conversationId, user.Id, clock.GetUtcNow());
                if (added && await ParticipantTable.CountAsync(session, conversationId) > MaxCount) throw new ProblemException(Problems.TooManyParticipants);
                if (added) await eventRecorder.RaiseAsync(session, conversation, EventTypes.ConversationJoin, () => EventPayloads.Membership(conversation, user));
                if (draft.SubscribeSdkClient) await ClientService.SubscribeSdkAsync(session, user, conversation, clock);
                var participant = (await ParticipantTable.FindAsync(session, conversationId, user.Id, default))!;
                return (await ClientService.WithClientsAsync(session, conversationId, [participant], default))[0];
            },
            cancellationToken);
        eventRecorder.Announce();
        return joined;
    }

    /// <summary>Removes a participant from a group. The messages of that user stay.</summary>
    /// <exception cref="ProblemException">The conversation does not exist or is personal, or there is no such participant.</exception>
    public async Task LeaveAsync(string appId, string conversationId, UserReference? user, string? participantId, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async session =>
            {
                var conversation = await FindGroupAsync(session, appId, conversationId);
                var participant = await FindAsync(session, appId, conversationId, user, participantId) ?? throw new ProblemException(Problems.NotAMember);
                await ParticipantTable.DeleteAsync(session, participant.Id);
                await ClientAssociationTable.DeleteOfParticipantAsync(session, conversationId, participant.UserId);
                var left = (await UserTable.FindAsync(session, appId, participant.UserId, default))!;
                await eventRecorder.RaiseAsync(session, conversation, EventTypes.ConversationLeave, () => EventPayloads.Membership(conversation, left));
                return true;
            },
            cancellationToken);
        eventRecorder.Announce();
    }

    /// <summary>Lists one page of participants, in the order in which they joined.</summary>
    /// <exception cref="ProblemException">The conversation does not exist.</exception>
    public async Task<Page<ParticipantRow>> ListAsync(string appId, string conversationId, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            async (session, token) =>
            {
                if (await ConversationTable.FindAsync(session, appId, conversationId, token) is null) throw new ProblemException(Problems.ConversationNotFound);
                return await ClientService.WithClientsAsync(session, conversationId, await ParticipantTable.ListAsync(session, conversationId, page, token), token);
            },
            cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }

    /// <summary>Checks that a user takes part in a conversation.</summary>
    /// <exception cref="ProblemException">The conversation or the user does not exist, or the user does not take part in the conversation.</exception>
    public async Task RequireAsync(string appId, string conversationId, UserReference reference, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async (session, token) =>
            {
                if (await ConversationTable.FindAsync(session, appId, conversationId, token) is null) throw new ProblemException(Problems.ConversationNotFound);
                var user = await reference.FindAsync(session, appId, token) ?? throw new ProblemException(Problems.UserNotFound);
                if (await ParticipantTable.FindAsync(session, conversationId, user.Id, token) is null) throw new ProblemException(Problems.NotAMember);
                return true;
            },
            cancellationToken);

    private static async ValueTask<ParticipantRow?> FindAsync(
        DatabaseSession session, string appId, string conversationId, UserReference? reference, string? participantId)
    {
        if (participantId is not null && !ObjectId.IsValid(participantId)) return null;
        if (participantId is not null) return await ParticipantTable.FindByIdAsync(session, conversationId, participantId, default);
        return await reference!.FindAsync(session, appId) is { } user ? await ParticipantTable.FindAsync(session, conversationId, user.Id, default) : null;
    }

    private static async ValueTask<ConversationRow> FindGroupAsync(DatabaseSession session, string appId, string conversationId)
    {
        var conversation = await ConversationService.FindAsync(session, appId, conversationId);
        if (conversation.Type == ConversationTypes.SdkGroup) return conversation;
        throw new ProblemException(Problems.BadRequest($"Conversation {conversationId} is personal: its participant cannot change"));
    }
}
