using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Creates, reads and deletes the keys of apps. An app has at most ten keys. Every call needs an account key.
/// <see cref="ParhelionClient"/> lists the exceptions.</summary>
public class KeysClient
{
    private readonly Transport transport;

    internal KeysClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected KeysClient() => transport = null!;

    /// <summary>Creates a key of an app.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="displayName">Display name, 1 to 100 characters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: the name is invalid, or there are ten keys already.</exception>
    public virtual Task<AppKey> CreateAppKeyAsync(string appId, string displayName, CancellationToken cancellationToken = default) =>
        OneAsync(
            transport.Call("CreateAppKey", HttpMethod.Post, Keys(appId), new AppKeyCreateBody(displayName), ProtocolJson.Default.AppKeyCreateBody),
            cancellationToken);

    /// <summary>Lists the keys of an app with their secrets.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public virtual async Task<IReadOnlyList<AppKey>> ListAppKeysAsync(string appId, CancellationToken cancellationToken = default) =>
        (await transport.SendAsync(transport.Call("ListAppKeys", HttpMethod.Get, Keys(appId)), ProtocolJson.Default.AppKeyListResponse, cancellationToken)
            .ConfigureAwait(false)).Keys;

    /// <summary>Gets a key with its secret.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="keyId">Id of the key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the key does not exist.</exception>
    public virtual Task<AppKey> GetAppKeyAsync(string appId, string keyId, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetAppKey", HttpMethod.Get, Key(appId, keyId)), cancellationToken);

    /// <summary>Deletes a key. The server refuses the key from then on.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="keyId">Id of the key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the key does not exist.</exception>
    public virtual Task DeleteAppKeyAsync(string appId, string keyId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteAppKey", HttpMethod.Delete, Key(appId, keyId)), cancellationToken);

    private static RequestPath Keys(string appId) => new("apps", RequestPath.Id(appId, nameof(appId)), "keys");

    private static RequestPath Key(string appId, string keyId) => new("apps", RequestPath.Id(appId, nameof(appId)), "keys", RequestPath.Id(keyId, nameof(keyId)));

    private async Task<AppKey> OneAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.AppKeyResponse, cancellationToken).ConfigureAwait(false)).Key;
}
