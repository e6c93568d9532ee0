using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Creates, lists, updates and deletes the switchboard of an app and its switchboard integrations. It needs a key of the app or of the account.
/// <see cref="ParhelionClient"/> lists the exceptions.</summary>
/// <remarks><see cref="ConversationsClient"/> passes, offers, accepts and releases control of a conversation.</remarks>
public class SwitchboardsClient
{
    private readonly Transport transport;

    internal SwitchboardsClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected SwitchboardsClient() => transport = null!;

    /// <summary>Creates the switchboard of an app. It is disabled.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: the app has a switchboard already.</exception>
    public virtual Task<Switchboard> CreateSwitchboardAsync(string appId, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("CreateSwitchboard", HttpMethod.Post, All(appId)), cancellationToken);

    /// <summary>Lists the switchboards of an app: one or none.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed.</exception>
    public virtual async Task<IReadOnlyList<Switchboard>> ListSwitchboardsAsync(string appId, CancellationToken cancellationToken = default)
    {
        var call = transport.Call("ListSwitchboards", HttpMethod.Get, All(appId));
        return (await transport.SendAsync(call, ProtocolJson.Default.SwitchboardListResponse, cancellationToken).ConfigureAwait(false)).Switchboards;
    }

    /// <summary>Enables or disables a switchboard, or chooses its default. Fields that are left out keep their value.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="switchboardId">Id of the switchboard.</param>
    /// <param name="changes">The fields to change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the switchboard or the default does not exist, or the switchboard would be enabled
    /// without a default.</exception>
    public virtual Task<Switchboard> UpdateSwitchboardAsync(
        string appId, string switchboardId, SwitchboardUpdateBody changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var call = transport.Call("UpdateSwitchboard", HttpMethod.Patch, One(appId, switchboardId), changes, ProtocolJson.Default.SwitchboardUpdateBody);
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Deletes a switchboard with its switchboard integrations. The integrations stay.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="switchboardId">Id of the switchboard.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the switchboard does not exist.</exception>
    public virtual Task DeleteSwitchboardAsync(string appId, string switchboardId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteSwitchboard", HttpMethod.Delete, One(appId, switchboardId)), cancellationToken);

    /// <summary>Makes an integration a part of a switchboard. A switchboard has at most ten.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="switchboardId">Id of the switchboard.</param>
    /// <param name="integration">The name and the integration.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid, the name or the integration is taken, or there are ten already.
    /// Status 404: the switchboard, the integration or the next one does not exist.</exception>
    public virtual Task<SwitchboardIntegration> CreateSwitchboardIntegrationAsync(
        string appId, string switchboardId, SwitchboardIntegrationCreateBody integration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(integration);
        var call = transport.Call(
            "CreateSwitchboardIntegration", HttpMethod.Post, Parts(appId, switchboardId), integration, ProtocolJson.Default.SwitchboardIntegrationCreateBody);
        return PartAsync(call, cancellationToken);
    }

    /// <summary>Lists the switchboard integrations of a switchboard, oldest first.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="switchboardId">Id of the switchboard.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the switchboard does not exist.</exception>
    public virtual async Task<IReadOnlyList<SwitchboardIntegration>> ListSwitchboardIntegrationsAsync(
        string appId, string switchboardId, CancellationToken cancellationToken = default)
    {
        var call = transport.Call("ListSwitchboardIntegrations", HttpMethod.Get, Parts(appId, switchboardId));
        return (await transport.SendAsync(call, ProtocolJson.Default.SwitchboardIntegrationListResponse, cancellationToken).ConfigureAwait(false)).SwitchboardIntegrations;
    }

    /// <summary>Updates a switchboard integration. Fields that are left out keep their value.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="switchboardId">Id of the switchboard.</param>
    /// <param name="switchboardIntegrationId">Id of the switchboard integration.</param>
    /// <param name="changes">The fields to change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid, or the name or the integration is taken. Status 404: the switchboard
    /// integration, the integration or the next one does not exist.</exception>
    public virtual Task<SwitchboardIntegration> UpdateSwitchboardIntegrationAsync(
        string appId, string switchboardId, string switchboardIntegrationId, SwitchboardIntegrationUpdateBody changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var call = transport.Call("UpdateSwitchboardIntegration", HttpMethod.Patch, Part(appId, switchboardId, switchboardIntegrationId)) with
        {
            Json = MergePatch.Of(changes, ProtocolJson.Default.SwitchboardIntegrationUpdateBody, changes.FieldsToClear),
        };
        return PartAsync(call, cancellationToken);
    }

    /// <summary>Deletes a switchboard integration. Its integration stays.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="switchboardId">Id of the switchboard.</param>
    /// <param name="switchboardIntegrationId">Id of the switchboard integration.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: it is the default, or the next one of another. Status 404: it does not
    /// exist.</exception>
    public virtual Task DeleteSwitchboardIntegrationAsync(
        string appId, string switchboardId, string switchboardIntegrationId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteSwitchboardIntegration", HttpMethod.Delete, Part(appId, switchboardId, switchboardIntegrationId)), cancellationToken);

    private static RequestPath All(string appId) => new("apps", RequestPath.Id(appId, nameof(appId)), "switchboards");

    private static RequestPath One(string appId, string switchboardId) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "switchboards", RequestPath.Id(switchboardId, nameof(switchboardId)));

    private static RequestPath Parts(string appId, string switchboardId) => new(
        "apps", RequestPath.Id(appId, nameof(appId)), "switchboards", RequestPath.Id(switchboardId, nameof(switchboardId)), "switchboardIntegrations");

    private static RequestPath Part(string appId, string switchboardId, string switchboardIntegrationId) => new(
        "apps", RequestPath.Id(appId, nameof(appId)), "switchboards", RequestPath.Id(switchboardId, nameof(switchboardId)), "switchboardIntegrations",
        RequestPath.Id(switchboardIntegrationId, nameof(switchboardIntegrationId)));

    private async Task<Switchboard> OneAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.SwitchboardResponse, cancellationToken).ConfigureAwait(false)).Switchboard;

    private async Task<SwitchboardIntegration> PartAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.SwitchboardIntegrationResponse, cancellationToken).ConfigureAwait(false)).SwitchboardIntegration;
}
