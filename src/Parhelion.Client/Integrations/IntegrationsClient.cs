using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Creates, reads, updates and deletes custom integrations and their keys. <see cref="ParhelionClient"/> lists the exceptions.</summary>
public class IntegrationsClient
{
    private readonly Transport transport;

    internal IntegrationsClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected IntegrationsClient() => transport = null!;

    /// <summary>Creates a custom integration with its first webhook.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integration">Type, display name and exactly one webhook.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid, or the app has ten webhooks already.</exception>
    public virtual Task<Integration> CreateIntegrationAsync(string appId, IntegrationCreateBody integration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(integration);
        return OneAsync(transport.Call("CreateIntegration", HttpMethod.Post, All(appId), integration, ProtocolJson.Default.IntegrationCreateBody), cancellationToken);
    }

    /// <summary>Lists the integrations of an app, oldest first.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="types">Lists only integrations of these types, separated by commas. Optional.</param>
    /// <param name="page">The cursor to start from and the page size. Optional.</param>
    public virtual PagedList<Integration> ListIntegrationsAsync(string appId, string? types = null, PageRequest? page = null)
    {
        RequestPath.Id(appId, nameof(appId));
        return new PagedList<Integration>(page, async (request, token) =>
        {
            var call = transport.Call("ListIntegrations", HttpMethod.Get, request.PutInto(All(appId).With("filter[types]", types)));
            var answer = await transport.SendAsync(call, ProtocolJson.Default.IntegrationListResponse, token).ConfigureAwait(false);
            return new Page<Integration>(answer.Integrations, answer.Meta);
        });
    }

    /// <summary>Gets an integration.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the integration does not exist.</exception>
    public virtual Task<Integration> GetIntegrationAsync(string appId, string integrationId, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetIntegration", HttpMethod.Get, One(appId, integrationId)), cancellationToken);

    /// <summary>Updates an integration. Fields that are left out keep their value.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration.</param>
    /// <param name="changes">The fields to change and the fields to unset.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid. Status 404: the integration does not exist.</exception>
    public virtual Task<Integration> UpdateIntegrationAsync(
        string appId, string integrationId, IntegrationUpdateBody changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var call = transport.Call("UpdateIntegration", HttpMethod.Patch, One(appId, integrationId)) with
        {
            Json = MergePatch.Of(changes, ProtocolJson.Default.IntegrationUpdateBody, changes.FieldsToClear),
        };
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Deletes an integration with its keys and webhooks.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the integration does not exist.</exception>
    public virtual Task DeleteIntegrationAsync(string appId, string integrationId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteIntegration", HttpMethod.Delete, One(appId, integrationId)), cancellationToken);

    /// <summary>Creates a key of an integration. An integration has at most ten keys.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration.</param>
    /// <param name="displayName">Display name, 1 to 100 characters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: the name is invalid, or there are ten keys already. Status 404: the integration does
    /// not exist.</exception>
    public virtual async Task<AppKey> CreateIntegrationKeyAsync(
        string appId, string integrationId, string displayName, CancellationToken cancellationToken = default)
    {
        var body = new AppKeyCreateBody(displayName);
        var call = transport.Call("CreateCustomIntegrationKey", HttpMethod.Post, Keys(appId, integrationId), body, ProtocolJson.Default.AppKeyCreateBody);
        return (await transport.SendAsync(call, ProtocolJson.Default.AppKeyResponse, cancellationToken).ConfigureAwait(false)).Key;
    }

    /// <summary>Lists the keys of an integration with their secrets.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the integration does not exist.</exception>
    public virtual async Task<IReadOnlyList<AppKey>> ListIntegrationKeysAsync(
        string appId, string integrationId, CancellationToken cancellationToken = default)
    {
        var call = transport.Call("ListCustomIntegrationKeys", HttpMethod.Get, Keys(appId, integrationId));
        return (await transport.SendAsync(call, ProtocolJson.Default.AppKeyListResponse, cancellationToken).ConfigureAwait(false)).Keys;
    }

    /// <summary>Deletes a key of an integration. The server refuses the key from then on.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration.</param>
    /// <param name="keyId">Id of the key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the key does not exist.</exception>
    public virtual Task DeleteIntegrationKeyAsync(string appId, string integrationId, string keyId, CancellationToken cancellationToken = default)
    {
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "integrations", RequestPath.Id(integrationId, nameof(integrationId)), "keys", RequestPath.Id(keyId, nameof(keyId)));
        return transport.SendAsync(transport.Call("DeleteCustomIntegrationKey", HttpMethod.Delete, requestPath), cancellationToken);
    }

    private static RequestPath All(string appId) => new("apps", RequestPath.Id(appId, nameof(appId)), "integrations");

    private static RequestPath One(string appId, string integrationId) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "integrations", RequestPath.Id(integrationId, nameof(integrationId)));

    private static RequestPath Keys(string appId, string integrationId) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "integrations", RequestPath.Id(integrationId, nameof(integrationId)), "keys");

    private async Task<Integration> OneAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.IntegrationResponse, cancellationToken).ConfigureAwait(false)).Integration;
}
