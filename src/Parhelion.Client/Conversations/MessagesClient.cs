using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>Messages. See <see cref="ParhelionClient"/> for what is thrown.</summary>
public class MessagesClient
{
    private readonly Transport transport;

    internal MessagesClient(Transport transport) => this.transport = transport;

    /// <summary>For mocking.</summary>
    protected MessagesClient() => transport = null!;

    /// <summary>Posts a message. Repeated only when the last attempt surely did nothing.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="message">Who says what.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The messages that it made; normally one.</returns>
    /// <exception cref="ParhelionException">400: a field, or a media URL of this server with nothing behind it; 404: no such conversation or
    /// user; 423: the conversation is full; and what every call may fail with.</exception>
    public virtual async Task<IReadOnlyList<Message>> PostMessageAsync(
        string appId, string conversationId, MessagePostBody message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var call = transport.Call("PostMessage", HttpMethod.Post, All(appId, conversationId), message, ProtocolJson.Default.MessagePostBody);
        return (await transport.SendAsync(call, ProtocolJson.Default.MessagePostResponse, cancellationToken).ConfigureAwait(false)).Messages;
    }

    /// <summary>Lists messages, newest first: from the end of the conversation backwards. With <see cref="PageRequest.After"/> it goes forwards,
    /// oldest first. Pages are of 100.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="page">Where to begin. Optional.</param>
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
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such conversation or message; and what every call may fail with.</exception>
    public virtual Task DeleteMessageAsync(string appId, string conversationId, string messageId, CancellationToken cancellationToken = default)
    {
        var requestPath = new RequestPath(
            "apps", RequestPath.Id(appId, nameof(appId)), "conversations", RequestPath.Id(conversationId, nameof(conversationId)),
            "messages", RequestPath.Id(messageId, nameof(messageId)));
        return transport.SendAsync(transport.Call("DeleteMessage", HttpMethod.Delete, requestPath), cancellationToken);
    }

    /// <summary>Deletes all messages of a conversation with their attachments; the conversation stays.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such conversation; and what every call may fail with.</exception>
    public virtual Task DeleteAllMessagesAsync(string appId, string conversationId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteAllMessages", HttpMethod.Delete, All(appId, conversationId)), cancellationToken);

    private static RequestPath All(string appId, string conversationId) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "conversations", RequestPath.Id(conversationId, nameof(conversationId)), "messages");
}
