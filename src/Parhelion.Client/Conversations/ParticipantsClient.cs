using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>Who takes part in conversations. See <see cref="ParhelionClient"/> for what is thrown.</summary>
public class ParticipantsClient
{
    private readonly Transport transport;

    internal ParticipantsClient(Transport transport) => this.transport = transport;

    /// <summary>For mocking.</summary>
    protected ParticipantsClient() => transport = null!;

    /// <summary>Adds a user to a conversation of several users.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="user">Exactly one id, and whether the user's clients are subscribed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: a field, a personal conversation, too many; 404: no such conversation or user; and what every
    /// call may fail with.</exception>
    public virtual async Task<Participant> JoinConversationAsync(
        string appId, string conversationId, ParticipantJoinBody user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var call = transport.Call("JoinConversation", HttpMethod.Post, Route(appId, conversationId, "join"), user, ProtocolJson.Default.ParticipantJoinBody);
        return (await transport.SendAsync(call, ProtocolJson.Default.ParticipantResponse, cancellationToken).ConfigureAwait(false)).Participant;
    }

    /// <summary>Lists the participants in the order in which they joined.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="page">Where to begin, and how many at a time. Optional.</param>
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

    /// <summary>Takes a user out of a conversation; the user's messages stay.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="user">Exactly one id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such conversation, or the user is not in it; and what every call may fail with.</exception>
    public virtual Task LeaveConversationAsync(string appId, string conversationId, ParticipantLeaveBody user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var call = transport.Call("LeaveConversation", HttpMethod.Post, Route(appId, conversationId, "leave"), user, ProtocolJson.Default.ParticipantLeaveBody);
        return transport.SendAsync(call, cancellationToken);
    }

    private static RequestPath Route(string appId, string conversationId, string last) =>
        new("apps", Wire.RequestPath.Id(appId, nameof(appId)), "conversations", Wire.RequestPath.Id(conversationId, nameof(conversationId)), last);
}
