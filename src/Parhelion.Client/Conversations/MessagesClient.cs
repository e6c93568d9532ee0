using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Posts, lists and deletes messages. <see cref="ParhelionClient"/> lists the exceptions.</summary>
public class MessagesClient
{
    private readonly Transport transport;

    internal MessagesClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected MessagesClient() => transport = null!;

    /// <summary>Posts a message. The client retries only if the last attempt certainly had no effect.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="message">Author, content, destination and metadata.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The messages that the server created; normally one.</returns>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid, or no attachment of the app exists at a media URL of this server.
    /// Status 404: the conversation or the user does not exist. Status 423: the conversation has reached its message limit.</exception>
    public virtual async Task<IReadOnlyList<Message>> PostMessageAsync(
        string appId, string conversationId, MessagePostBody message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var call = transport.Call("PostMessage", HttpMethod.Post, All(appId, conversationId), message, ProtocolJson.Default.MessagePostBody);
        return (await transport.SendAsync(call, ProtocolJson.Default.MessagePostResponse, cancellationToken).ConfigureAwait(false)).Messages;
    }

    /// <summary>Lists messages, newest first. With <see cref="PageRequest.After"/> the order is oldest first. A page has 100 messages.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="page">The cursor to start from. Optional.</param>
    public virtual PagedList<Message> ListMessagesAsync(string appId, string conversationId, PageRequest? page = null)
    {
        All(appId, conversationId);
        return new PagedList<Message>(
            page,
            async (request, token) =>
            {
                var call = transport.Call("ListMessages", HttpMethod.Get, request.PutInto(All(appId, conversationId)));
                var answer = await transport.SendAsync(call, ProtocolJson.Default.MessageListResponse, token).ConfigureAwait(false);
                return new Page<Message>(answer.Messages, answer.Meta);
            },
            isBackwards: true);
    }

    /// <summary>Deletes a message with its attachments.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="messageId">Id of the message.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the conversation or the message does not exist.</exception>
    public virtual Task DeleteMessageAsync(string appId, string conversationId, string messageId, CancellationToken cancellationToken = default)
    {
        var requestPath = new RequestPath(
            "apps", RequestPath.Id(appId, nameof(appId)), "conversations", RequestPath.Id(conversationId, nameof(conversationId)),
            "messages", RequestPath.Id(messageId, nameof(messageId)));
        return transport.SendAsync(transport.Call("DeleteMessage", HttpMethod.Delete, requestPath), cancellationToken);
    }

    /// <summary>Deletes all messages of a conversation with their attachments, but keeps the conversation.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the conversation does not exist.</exception>
    public virtual Task DeleteAllMessagesAsync(string appId, string conversationId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteAllMessages", HttpMethod.Delete, All(appId, conversationId)), cancellationToken);

    private static RequestPath All(string appId, string conversationId) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "conversations", RequestPath.Id(conversationId, nameof(conversationId)), "messages");
}
