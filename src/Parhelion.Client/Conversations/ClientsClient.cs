using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Links users to channels, lists and removes their clients, and lists their devices. Name a user by id or by external id.
/// <see cref="ParhelionClient"/> lists the exceptions.</summary>
public class ClientsClient
{
    private readonly Transport transport;

    internal ClientsClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected ClientsClient() => transport = null!;

    /// <summary>Links a user to a channel.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id of the user.</param>
    /// <param name="link">The channel, who the user is there, the conversation, and how the link is confirmed.</param>
    /// <param name="brandId">Id of the brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The client as it was created: pending.</returns>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid, or the integration has another type. Status 404: the user, the
    /// integration or the conversation does not exist, or the user is not in the conversation.</exception>
    public virtual async Task<UserClient> CreateClientAsync(
        string appId, string userIdOrExternalId, ClientCreateBody link, string? brandId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(link);
        var call = transport.Call("CreateClient", HttpMethod.Post, Of(appId, userIdOrExternalId, "clients", brandId), link, ProtocolJson.Default.ClientCreateBody);
        return (await transport.SendAsync(call, ProtocolJson.Default.ClientResponse, cancellationToken).ConfigureAwait(false)).Client;
    }

    /// <summary>Lists the clients of a user, oldest first.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id of the user.</param>
    /// <param name="brandId">Id of the brand that the external id belongs to. Optional.</param>
    /// <param name="page">The cursor to start from and the page size. Optional.</param>
    public virtual PagedList<UserClient> ListClientsAsync(string appId, string userIdOrExternalId, string? brandId = null, PageRequest? page = null)
    {
        Of(appId, userIdOrExternalId, "clients", brandId);
        return new PagedList<UserClient>(page, async (request, token) =>
        {
            var call = transport.Call("ListClients", HttpMethod.Get, request.PutInto(Of(appId, userIdOrExternalId, "clients", brandId)));
            var answer = await transport.SendAsync(call, ProtocolJson.Default.ClientListResponse, token).ConfigureAwait(false);
            return new Page<UserClient>(answer.Clients, answer.Meta);
        });
    }

    /// <summary>Removes a client of a user from all conversations, and deletes it.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id of the user.</param>
    /// <param name="clientId">Id of the client.</param>
    /// <param name="brandId">Id of the brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: the client has the type <c>sdk</c>. Status 404: the user or the client does not
    /// exist.</exception>
    public virtual Task RemoveClientAsync(
        string appId, string userIdOrExternalId, string clientId, string? brandId = null, CancellationToken cancellationToken = default)
    {
        var path = new RequestPath(
            "apps", RequestPath.Id(appId, nameof(appId)), "users", RequestPath.Id(userIdOrExternalId, nameof(userIdOrExternalId)), "clients", RequestPath.Id(clientId, nameof(clientId)));
        return transport.SendAsync(transport.Call("RemoveClient", HttpMethod.Delete, path.With("brandId", brandId)), cancellationToken);
    }

    /// <summary>Lists the devices of a user. With Parhelion, a user has none.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id of the user.</param>
    /// <param name="brandId">Id of the brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the user does not exist.</exception>
    public virtual async Task<IReadOnlyList<UserDevice>> ListDevicesAsync(
        string appId, string userIdOrExternalId, string? brandId = null, CancellationToken cancellationToken = default)
    {
        var call = transport.Call("ListDevices", HttpMethod.Get, Of(appId, userIdOrExternalId, "devices", brandId));
        return (await transport.SendAsync(call, ProtocolJson.Default.DeviceListResponse, cancellationToken).ConfigureAwait(false)).Devices;
    }

    /// <summary>Gets a device of a user.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id of the user.</param>
    /// <param name="deviceId">Id of the device.</param>
    /// <param name="brandId">Id of the brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the user or the device does not exist.</exception>
    public virtual async Task<UserDevice> GetDeviceAsync(
        string appId, string userIdOrExternalId, string deviceId, string? brandId = null, CancellationToken cancellationToken = default)
    {
        var path = new RequestPath(
            "apps", RequestPath.Id(appId, nameof(appId)), "users", RequestPath.Id(userIdOrExternalId, nameof(userIdOrExternalId)), "devices", RequestPath.Id(deviceId, nameof(deviceId)));
        var call = transport.Call("GetDevice", HttpMethod.Get, path.With("brandId", brandId));
        return (await transport.SendAsync(call, ProtocolJson.Default.DeviceResponse, cancellationToken).ConfigureAwait(false)).Device;
    }

    private static RequestPath Of(string appId, string userIdOrExternalId, string last, string? brandId) => new RequestPath(
        "apps", RequestPath.Id(appId, nameof(appId)), "users", RequestPath.Id(userIdOrExternalId, nameof(userIdOrExternalId)), last).With("brandId", brandId);
}
