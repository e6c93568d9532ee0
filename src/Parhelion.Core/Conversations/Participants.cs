using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>Who takes part in conversations of several users.</summary>
public sealed class Participants(Database database, EventRecorder eventRecorder, TimeProvider clock)
{
    /// <summary>Most participants of a conversation. The API documents that there is a limit and not which; this one is ours.</summary>
    public const int Most = 100;

    /// <summary>Most participants that a conversation is created with, as the API documents.</summary>
    public const int MostAtCreation = 10;

    /// <summary>Adds a user to a group. Whoever is there already stays as he is.</summary>
    /// <exception cref="ProblemException">Conversation or user are not there, the conversation is personal, or full.</exception>
    public async Task<ParticipantRow> JoinAsync(string appId, string conversationId, UserReference reference, CancellationToken cancellationToken)
    {
        var joined = await database.WriteAsync(
            async session =>
            {
                var conversation = await FindGroupAsync(session, appId, conversationId);
                var user = await reference.FindAsync(session, appId) ?? throw new ProblemException(Problems.UserNotFound);
                var added = await ParticipantTable.InsertAsync(session, ObjectId.New(clock), conversationId, user.Id, clock.GetUtcNow());
                if (added && await ParticipantTable.CountAsync(session, conversationId) > Most) throw new ProblemException(Problems.TooManyParticipants);
                if (added) await eventRecorder.RaiseAsync(session, appId, EventTypes.ConversationJoin, conversationId, () => EventPayloads.Membership(conversation, user));
                return (await ParticipantTable.FindAsync(session, conversationId, user.Id, default))!;
            },
            cancellationToken);
        eventRecorder.Announce();
        return joined;
    }

    /// <summary>Takes a participant out of a group. What the user has written stays.</summary>
    /// <exception cref="ProblemException">The conversation is not there or is personal, or there is no such participant.</exception>
    public async Task LeaveAsync(string appId, string conversationId, UserReference? user, string? participantId, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async session =>
            {
                var conversation = await FindGroupAsync(session, appId, conversationId);
                var participant = await FindAsync(session, appId, conversationId, user, participantId) ?? throw new ProblemException(Problems.NotAMember);
                await ParticipantTable.DeleteAsync(session, participant.Id);
                var left = (await UserTable.FindAsync(session, appId, participant.UserId, default))!;
                await eventRecorder.RaiseAsync(session, appId, EventTypes.ConversationLeave, conversationId, () => EventPayloads.Membership(conversation, left));
                return true;
            },
            cancellationToken);
        eventRecorder.Announce();
    }

    /// <summary>One page of participants, in the order in which they joined.</summary>
    /// <exception cref="ProblemException">The conversation is not there.</exception>
    public async Task<Page<ParticipantRow>> ListAsync(string appId, string conversationId, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            async (session, token) =>
            {
                if (await ConversationTable.FindAsync(session, appId, conversationId, token) is null) throw new ProblemException(Problems.ConversationNotFound);
                return await ParticipantTable.ListAsync(session, conversationId, page, token);
            },
            cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }

    private static async ValueTask<ParticipantRow?> FindAsync(
        DatabaseSession session, string appId, string conversationId, UserReference? reference, string? participantId)
    {
        if (participantId is not null && !ObjectId.IsValid(participantId)) return null;
        if (participantId is not null) return await ParticipantTable.FindByIdAsync(session, conversationId, participantId, default);
        return await reference!.FindAsync(session, appId) is { } user ? await ParticipantTable.FindAsync(session, conversationId, user.Id, default) : null;
    }

    private static async ValueTask<ConversationRow> FindGroupAsync(DatabaseSession session, string appId, string conversationId)
    {
        var conversation = await ConversationDirectory.FindAsync(session, appId, conversationId);
        if (conversation.Type == ConversationTypes.SdkGroup) return conversation;
        throw new ProblemException(Problems.BadRequest($"Conversation {conversationId} is personal: its participant cannot change"));
    }
}
