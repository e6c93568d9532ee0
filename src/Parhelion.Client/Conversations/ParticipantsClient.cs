using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Adds, lists and removes the participants of conversations. <see cref="ParhelionClient"/> lists the exceptions.</summary>
public class ParticipantsClient
{
    private readonly Transport transport;

    internal ParticipantsClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected ParticipantsClient() => transport = null!;

    /// <summary>Adds a user to a group conversation (<c>sdkGroup</c>).</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="user">Exactly one id of the user, and whether to subscribe the user's clients.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid, the conversation is personal, or it has too many participants.
    /// Status 404: the conversation or the user does not exist.</exception>
    public virtual async Task<Participant> JoinConversationAsync(
        string appId, string conversationId, ParticipantJoinBody user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var call = transport.Call("JoinConversation", HttpMethod.Post, Route(appId, conversationId, "join"), user, ProtocolJson.Default.ParticipantJoinBody);
        return (await transport.SendAsync(call, ProtocolJson.Default.ParticipantResponse, cancellationToken).ConfigureAwait(false)).Participant;
    }

    /// <summary>Lists the participants of a conversation in the order in which they joined.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="page">The cursor to start from and the page size. Optional.</param>
    public virtual PagedList<Participant> ListParticipantsAsync(string appId, string conversationId, PageRequest? page = null)
    {
        Route(appId, conversationId, "participants");
        return new PagedList<Participant>(page, async (request, token) =>
        {
            var call = transport.Call("ListParticipants", HttpMethod.Get, request.PutInto(Route(appId, conversationId, "participants")));
            var answer = await transport.SendAsync(call, ProtocolJson.Default.ParticipantListResponse, token).ConfigureAwait(false);
            return new Page<Participant>(answer.Participants, answer.Meta);
        });
    }

    /// <summary>Removes a user from a conversation. The user's messages stay.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="user">Exactly one id of the user or of the participant.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the conversation does not exist, or the user is not in it.</exception>
    public virtual Task LeaveConversationAsync(string appId, string conversationId, ParticipantLeaveBody user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var call = transport.Call("LeaveConversation", HttpMethod.Post, Route(appId, conversationId, "leave"), user, ProtocolJson.Default.ParticipantLeaveBody);
        return transport.SendAsync(call, cancellationToken);
    }

    private static RequestPath Route(string appId, string conversationId, string last) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "conversations", RequestPath.Id(conversationId, nameof(conversationId)), last);
}
