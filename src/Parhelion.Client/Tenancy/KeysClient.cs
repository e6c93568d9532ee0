using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>Keys of apps, ten at most for each. All of it needs an account key. See <see cref="ParhelionClient"/> for what is thrown.</summary>
public class KeysClient
{
    private readonly Transport transport;

    internal KeysClient(Transport transport) => this.transport = transport;

    /// <summary>For mocking.</summary>
    protected KeysClient() => transport = null!;

    /// <summary>Creates a key.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="displayName">What to call it, 1 to 100 characters.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: the name, or the eleventh key; and what every call may fail with.</exception>
    public virtual Task<AppKey> CreateAppKeyAsync(string appId, string displayName, CancellationToken cancellationToken = default) =>
        OneAsync(
            transport.Call("CreateAppKey", HttpMethod.Post, Keys(appId), new AppKeyCreateBody(displayName), ProtocolJson.Default.AppKeyCreateBody),
            cancellationToken);

    /// <summary>Lists the keys with their secrets.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public virtual async Task<IReadOnlyList<AppKey>> ListAppKeysAsync(string appId, CancellationToken cancellationToken = default) =>
        (await transport.SendAsync(transport.Call("ListAppKeys", HttpMethod.Get, Keys(appId)), ProtocolJson.Default.AppKeyListResponse, cancellationToken)
            .ConfigureAwait(false)).Keys;

    /// <summary>Gets a key with its secret.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="keyId">Id of the key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such key; and what every call may fail with.</exception>
    public virtual Task<AppKey> GetAppKeyAsync(string appId, string keyId, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetAppKey", HttpMethod.Get, Key(appId, keyId)), cancellationToken);

    /// <summary>Deletes a key; it opens nothing any more.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="keyId">Id of the key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such key; and what every call may fail with.</exception>
    public virtual Task DeleteAppKeyAsync(string appId, string keyId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteAppKey", HttpMethod.Delete, Key(appId, keyId)), cancellationToken);

    private static RequestPath Keys(string appId) => new("apps", RequestPath.Id(appId, nameof(appId)), "keys");

    private static RequestPath Key(string appId, string keyId) => new("apps", RequestPath.Id(appId, nameof(appId)), "keys", RequestPath.Id(keyId, nameof(keyId)));

    private async Task<AppKey> OneAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.AppKeyResponse, cancellationToken).ConfigureAwait(false)).Key;
}
