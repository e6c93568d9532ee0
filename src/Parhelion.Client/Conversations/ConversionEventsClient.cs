using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Posts and lists the conversion events of conversations. <see cref="ParhelionClient"/> lists the exceptions.</summary>
public class ConversionEventsClient
{
    private readonly Transport transport;

    internal ConversionEventsClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected ConversionEventsClient() => transport = null!;

    /// <summary>Posts conversion events of one channel. Parhelion stores them.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="events">The events of exactly one channel.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid. Status 404: the conversation does not exist.</exception>
    public virtual async Task<ConversionEventsReceipt> PostConversionEventsAsync(
        string appId, string conversationId, ConversionEventsBody events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        var call = transport.Call("PostConversionEvents", HttpMethod.Post, All(appId, conversationId), events, ProtocolJson.Default.ConversionEventsBody);
        return (await transport.SendAsync(call, ProtocolJson.Default.ConversionEventsResponse, cancellationToken).ConfigureAwait(false)).ConversionEvents;
    }

    /// <summary>Lists the newest conversion events of a conversation, oldest first. An extension of Parhelion.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="conversationId">Id of the conversation.</param>
    /// <param name="page">The cursor to start from and the page size. Optional.</param>
    public virtual PagedList<ConversionEventRecord> ListConversionEventsAsync(string appId, string conversationId, PageRequest? page = null)
    {
        All(appId, conversationId);
        return new PagedList<ConversionEventRecord>(page, async (request, token) =>
        {
            var call = transport.Call("ListConversionEvents", HttpMethod.Get, request.PutInto(All(appId, conversationId)));
            var answer = await transport.SendAsync(call, ProtocolJson.Default.ConversionEventListResponse, token).ConfigureAwait(false);
            return new Page<ConversionEventRecord>(answer.ConversionEvents, answer.Meta);
        });
    }

    private static RequestPath All(string appId, string conversationId) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "conversations", RequestPath.Id(conversationId, nameof(conversationId)), "conversionEvents");
}
