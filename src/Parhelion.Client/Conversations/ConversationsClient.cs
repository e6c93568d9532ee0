using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Creates, reads, updates and deletes conversations, and posts activity in them. <see cref="ParhelionClient"/> lists the exceptions.</summary>
public class ConversationsClient
{
    private readonly Transport transport;

    internal ConversationsClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected ConversationsClient() => transport = null!;

    /// <summary>Creates a conversation with its first participants.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversation">Type, participants, name, description, icon and metadata.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid. Status 404: the app or a user does not exist.</exception>
    public virtual Task<Conversation> CreateConversationAsync(string appId, ConversationCreateBody conversation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var call = transport.Call("CreateConversation", HttpMethod.Post, All(appId), conversation, ProtocolJson.Default.ConversationCreateBody);
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Lists the conversations that a user takes part in, oldest first.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userId">Id of the user.</param>
    /// <param name="page">The cursor to start from and the page size. Optional.</param>
    public virtual PagedList<Conversation> ListConversationsAsync(string appId, string userId, PageRequest? page = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return List(appId, "filter[userId]", userId, page);
    }

    /// <summary>Lists the conversations that a user takes part in, by the user's external id, oldest first.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userExternalId">External id of the user.</param>
    /// <param name="page">The cursor to start from and the page size. Optional.</param>
    public virtual PagedList<Conversation> ListConversationsByExternalIdAsync(string appId, string userExternalId, PageRequest? page = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(userExternalId);
        return List(appId, "filter[userExternalId]", userExternalId, page);
    }

    /// <summary>Gets a conversation.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the conversation does not exist.</exception>
    public virtual Task<Conversation> GetConversationAsync(string appId, string conversationId, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetConversation", HttpMethod.Get, One(appId, conversationId)), cancellationToken);

    /// <summary>Updates a conversation. Fields that are left out keep their value.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="changes">The fields to change and the fields to unset.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid. Status 404: the conversation does not exist.</exception>
    public virtual Task<Conversation> UpdateConversationAsync(
        string appId, string conversationId, ConversationUpdateBody changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var call = transport.Call("UpdateConversation", HttpMethod.Patch, One(appId, conversationId)) with
        {
            Json = MergePatch.Of(changes, ProtocolJson.Default.ConversationUpdateBody, changes.FieldsToClear),
        };
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Deletes a conversation with its messages and attachments.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: it is the default conversation of a user. Status 404: the conversation does not
    /// exist.</exception>
    public virtual Task DeleteConversationAsync(string appId, string conversationId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteConversation", HttpMethod.Delete, One(appId, conversationId)), cancellationToken);

    /// <summary>Reports that somebody has read the conversation, or is typing in it.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="activity">The author and the type of the activity.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid. Status 404: the conversation or the user does not
    /// exist.</exception>
    public virtual Task PostActivityAsync(string appId, string conversationId, ActivityPostBody activity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(activity);
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "conversations", RequestPath.Id(conversationId, nameof(conversationId)), "activity");
        return transport.SendAsync(transport.Call("PostActivity", HttpMethod.Post, requestPath, activity, ProtocolJson.Default.ActivityPostBody), cancellationToken);
    }

    /// <summary>Gives control of a conversation to a switchboard integration.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="transfer">The switchboard integration, and metadata for the event.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid, there is no such switchboard integration, or there is no enabled
    /// switchboard. Status 404: the conversation does not exist.</exception>
    public virtual Task PassControlAsync(string appId, string conversationId, ControlTransferBody transfer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        var call = transport.Call("PassControl", HttpMethod.Post, Action(appId, conversationId, "passControl"), transfer, ProtocolJson.Default.ControlTransferBody);
        return transport.SendAsync(call, cancellationToken);
    }

    /// <summary>Offers control of a conversation to a switchboard integration. An earlier offer ends.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="transfer">The switchboard integration, and metadata for the event.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid, there is no such switchboard integration, it is in control already,
    /// or there is no enabled switchboard. Status 404: the conversation does not exist.</exception>
    public virtual Task OfferControlAsync(string appId, string conversationId, ControlTransferBody transfer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        var call = transport.Call("OfferControl", HttpMethod.Post, Action(appId, conversationId, "offerControl"), transfer, ProtocolJson.Default.ControlTransferBody);
        return transport.SendAsync(call, cancellationToken);
    }

    /// <summary>Gives control of a conversation to the switchboard integration that it was offered to.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="body">Metadata for the event. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: control is offered to nobody. Status 403: it is offered to another integration. Status
    /// 404: the conversation does not exist.</exception>
    public virtual Task AcceptControlAsync(string appId, string conversationId, ControlBody? body = null, CancellationToken cancellationToken = default) =>
        transport.SendAsync(
            transport.Call("AcceptControl", HttpMethod.Post, Action(appId, conversationId, "acceptControl"), body ?? new ControlBody(), ProtocolJson.Default.ControlBody), cancellationToken);

    /// <summary>Takes control of a conversation away from everybody.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="body">Metadata for the event. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 403: another integration is in control. Status 404: the conversation does not
    /// exist.</exception>
    public virtual Task ReleaseControlAsync(string appId, string conversationId, ControlBody? body = null, CancellationToken cancellationToken = default) =>
        transport.SendAsync(
            transport.Call("ReleaseControl", HttpMethod.Post, Action(appId, conversationId, "releaseControl"), body ?? new ControlBody(), ProtocolJson.Default.ControlBody), cancellationToken);

    private static RequestPath Action(string appId, string conversationId, string action) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "conversations", RequestPath.Id(conversationId, nameof(conversationId)), action);

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
