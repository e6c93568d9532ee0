using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Does what users and channels do, so that a program can be tested without a channel. An extension of Parhelion; it needs a key of the app or of the account.
/// <see cref="ParhelionClient"/> lists the exceptions.</summary>
/// <example><code>
/// var channel = await client.Integrations.CreateIntegrationAsync(appId, new IntegrationCreateBody { Type = "whatsapp" });
/// var hello = new SimulatedMessageBody { IntegrationId = channel.Id, ExternalId = "+15550001234", Content = new TextContent { Text = "Hello" } };
/// await client.Simulator.WriteMessageAsync(appId, hello);
/// </code></example>
public class SimulatorClient
{
    private readonly Transport transport;

    internal SimulatorClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected SimulatorClient() => transport = null!;

    /// <summary>Writes a message as a user of a channel. The server creates the user, the client and the conversation if they do not exist.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="message">The channel, the user and the content.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid, or the integration is no channel. Status 404: the integration or the
    /// user does not exist.</exception>
    public virtual Task<SimulatedMessageResponse> WriteMessageAsync(string appId, SimulatedMessageBody message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var call = transport.Call("WriteSimulatedMessage", HttpMethod.Post, Route(appId, "messages"), message, ProtocolJson.Default.SimulatedMessageBody);
        return transport.SendAsync(call, ProtocolJson.Default.SimulatedMessageResponse, cancellationToken);
    }

    /// <summary>Types or reads as a user of a channel.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="activity">The channel, the user and what the user does.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid, or the integration is no channel. Status 404: the integration or the
    /// user does not exist, or the user has no active client on the channel.</exception>
    public virtual Task<SimulatedActivityResponse> PostActivityAsync(string appId, SimulatedActivityBody activity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(activity);
        var call = transport.Call("PostSimulatedActivity", HttpMethod.Post, Route(appId, "activities"), activity, ProtocolJson.Default.SimulatedActivityBody);
        return transport.SendAsync(call, ProtocolJson.Default.SimulatedActivityResponse, cancellationToken);
    }

    /// <summary>Presses a postback button as a user of a channel.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="postback">The channel, the user and the payload of the button.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <inheritdoc cref="PostActivityAsync" path="/exception" />
    public virtual Task<SimulatedActivityResponse> PostPostbackAsync(string appId, SimulatedPostbackBody postback, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(postback);
        var call = transport.Call("PostSimulatedPostback", HttpMethod.Post, Route(appId, "postbacks"), postback, ProtocolJson.Default.SimulatedPostbackBody);
        return transport.SendAsync(call, ProtocolJson.Default.SimulatedActivityResponse, cancellationToken);
    }

    /// <summary>Answers a pending link of a user to a channel, or blocks or unblocks a client.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="clientId">Id of the client.</param>
    /// <param name="change">One of <see cref="ClientChanges"/>.</param>
    /// <param name="error">What went wrong; only if the link ends. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The client after the change, or before it if the client was removed.</returns>
    /// <exception cref="ParhelionException">The call failed. Status 404: the client does not exist. Status 409: the client has another status.</exception>
    public virtual async Task<UserClient> ChangeClientAsync(
        string appId, string clientId, string change, DeliveryError? error = null, CancellationToken cancellationToken = default)
    {
        var path = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "simulator", "clients", RequestPath.Id(clientId, nameof(clientId)), "change");
        var call = transport.Call("ChangeSimulatedClient", HttpMethod.Post, path, new SimulatedClientBody(change, error), ProtocolJson.Default.SimulatedClientBody);
        return (await transport.SendAsync(call, ProtocolJson.Default.ClientResponse, cancellationToken).ConfigureAwait(false)).Client;
    }

    /// <summary>Lists the messages that would have been sent to a channel, oldest first.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="page">The cursor to start from and the page size. Optional.</param>
    public virtual PagedList<SimulatedDelivery> ListDeliveriesAsync(string appId, PageRequest? page = null)
    {
        Route(appId, "deliveries");
        return new PagedList<SimulatedDelivery>(page, async (request, token) =>
        {
            var call = transport.Call("ListSimulatedDeliveries", HttpMethod.Get, request.PutInto(Route(appId, "deliveries")));
            var answer = await transport.SendAsync(call, ProtocolJson.Default.SimulatedDeliveryListResponse, token).ConfigureAwait(false);
            return new Page<SimulatedDelivery>(answer.Deliveries, answer.Meta);
        });
    }

    /// <summary>Says what becomes of a message that would have been sent.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="deliveryId">Id of the delivery.</param>
    /// <param name="status"><see cref="DeliveryStatuses.Channel"/>, <see cref="DeliveryStatuses.User"/> or <see cref="DeliveryStatuses.Failure"/>.</param>
    /// <param name="error">Why the delivery failed; only with <see cref="DeliveryStatuses.Failure"/>. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the delivery does not exist. Status 409: it has this result already, or has
    /// ended.</exception>
    public virtual async Task<SimulatedDelivery> FinishDeliveryAsync(
        string appId, string deliveryId, string status, DeliveryError? error = null, CancellationToken cancellationToken = default)
    {
        var path = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "simulator", "deliveries", RequestPath.Id(deliveryId, nameof(deliveryId)), "result");
        var call = transport.Call("FinishSimulatedDelivery", HttpMethod.Post, path, new SimulatedResultBody(status, error), ProtocolJson.Default.SimulatedResultBody);
        return (await transport.SendAsync(call, ProtocolJson.Default.SimulatedDeliveryResponse, cancellationToken).ConfigureAwait(false)).Delivery;
    }

    private static RequestPath Route(string appId, string last) => new("apps", RequestPath.Id(appId, nameof(appId)), "simulator", last);
}
