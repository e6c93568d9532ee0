using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>Conversations, and activity in them. See <see cref="ParhelionClient"/> for what is thrown.</summary>
public class ConversationsClient
{
    private readonly Transport transport;

    internal ConversationsClient(Transport transport) => this.transport = transport;

    /// <summary>For mocking.</summary>
    protected ConversationsClient() => transport = null!;

    /// <summary>Creates a conversation with its first participants.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversation">Type, participants and looks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: a field; 404: no such app or user; and what every call may fail with.</exception>
    public virtual Task<Conversation> CreateConversationAsync(string appId, ConversationCreateBody conversation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var call = transport.Call("CreateConversation", HttpMethod.Post, All(appId), conversation, ProtocolJson.Default.ConversationCreateBody);
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Lists the conversations that a user takes part in, oldest first.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userId">Id of the user.</param>
    /// <param name="page">Where to begin, and how many at a time. Optional.</param>
    public virtual PagedList<Conversation> ListConversationsAsync(string appId, string userId, PageRequest? page = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return List(appId, "filter[userId]", userId, page);
    }

    /// <summary>Lists the conversations that a user takes part in, by the user's external id, oldest first.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userExternalId">External id of the user.</param>
    /// <param name="page">Where to begin, and how many at a time. Optional.</param>
    public virtual PagedList<Conversation> ListConversationsByExternalIdAsync(string appId, string userExternalId, PageRequest? page = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(userExternalId);
        return List(appId, "filter[userExternalId]", userExternalId, page);
    }

    /// <summary>Gets a conversation.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such conversation; and what every call may fail with.</exception>
    public virtual Task<Conversation> GetConversationAsync(string appId, string conversationId, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetConversation", HttpMethod.Get, One(appId, conversationId)), cancellationToken);

    /// <summary>Changes a conversation; what is absent stays.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="changes">What to change, and what to unset.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: a field; 404: no such conversation; and what every call may fail with.</exception>
    public virtual Task<Conversation> UpdateConversationAsync(
        string appId, string conversationId, ConversationUpdateBody changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var call = transport.Call("UpdateConversation", HttpMethod.Patch, One(appId, conversationId)) with
        {
            Json = MergePatch.Of(changes, ProtocolJson.Default.ConversationUpdateBody, changes.Unset),
        };
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Deletes a conversation with its messages and attachments.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: the default conversation of a user; 404: no such conversation; and what every call may fail with.</exception>
    public virtual Task DeleteConversationAsync(string appId, string conversationId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteConversation", HttpMethod.Delete, One(appId, conversationId)), cancellationToken);

    /// <summary>Says that somebody has read the conversation, or types in it.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="activity">Who, and what.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: a field; 404: no such conversation or user; and what every call may fail with.</exception>
    public virtual Task PostActivityAsync(string appId, string conversationId, ActivityPostBody activity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(activity);
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "conversations", RequestPath.Id(conversationId, nameof(conversationId)), "activity");
        return transport.SendAsync(transport.Call("PostActivity", HttpMethod.Post, requestPath, activity, ProtocolJson.Default.ActivityPostBody), cancellationToken);
    }

    private static RequestPath All(string appId) => new("apps", RequestPath.Id(appId, nameof(appId)), "conversations");

    private static RequestPath One(string appId, string conversationId) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "conversations", RequestPath.Id(conversationId, nameof(conversationId)));

    private PagedList<Conversation> List(string appId, string filter, string value, PageRequest? page)
    {
        All(appId);
        return new PagedList<Conversation>(page, async (request, token) =>
        {
            var call = transport.Call("ListConversations", HttpMethod.Get, request.PutInto(All(appId).With(filter, value)));
            var answer = await transport.SendAsync(call, ProtocolJson.Default.ConversationListResponse, token).ConfigureAwait(false);
            return new Page<Conversation>(answer.Conversations, answer.Meta);
        });
    }

    private async Task<Conversation> OneAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.ConversationResponse, cancellationToken).ConfigureAwait(false)).Conversation;
}
