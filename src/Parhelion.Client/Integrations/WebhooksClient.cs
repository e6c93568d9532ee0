using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>The webhooks of an integration, with a key of the app or of the integration. See <see cref="ParhelionClient"/> for what is thrown.
/// What a webhook receives is a <see cref="WebhookDelivery"/>.</summary>
public class WebhooksClient
{
    /// <summary>Stands for the integration whose key the client has.</summary>
    public const string Me = "me";

    private readonly Transport transport;

    internal WebhooksClient(Transport transport) => this.transport = transport;

    /// <summary>For mocking.</summary>
    protected WebhooksClient() => transport = null!;

    /// <summary>Creates a webhook; ten at most in an app.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration, or <see cref="Me"/>.</param>
    /// <param name="webhook">Whom to call, and for what.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: a field, or the eleventh webhook; 404: no such integration; and what every call may fail with.</exception>
    public virtual Task<Webhook> CreateWebhookAsync(
        string appId, string integrationId, WebhookCreateBody webhook, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return OneAsync(transport.Call("CreateWebhook", HttpMethod.Post, All(appId, integrationId), webhook, ProtocolJson.Default.WebhookCreateBody), cancellationToken);
    }

    /// <summary>Lists the webhooks of an integration.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration, or <see cref="Me"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such integration; and what every call may fail with.</exception>
    public virtual async Task<IReadOnlyList<Webhook>> ListWebhooksAsync(string appId, string integrationId, CancellationToken cancellationToken = default)
    {
        var call = transport.Call("ListWebhooks", HttpMethod.Get, All(appId, integrationId));
        return (await transport.SendAsync(call, ProtocolJson.Default.WebhookListResponse, cancellationToken).ConfigureAwait(false)).Webhooks;
    }

    /// <summary>Gets a webhook with its secret.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration, or <see cref="Me"/>.</param>
    /// <param name="webhookId">Id of the webhook.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such webhook; and what every call may fail with.</exception>
    public virtual Task<Webhook> GetWebhookAsync(string appId, string integrationId, string webhookId, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetWebhook", HttpMethod.Get, One(appId, integrationId, webhookId)), cancellationToken);

    /// <summary>Changes a webhook; what is absent stays.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration, or <see cref="Me"/>.</param>
    /// <param name="webhookId">Id of the webhook.</param>
    /// <param name="changes">What to change.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: a field; 404: no such webhook; and what every call may fail with.</exception>
    public virtual Task<Webhook> UpdateWebhookAsync(
        string appId, string integrationId, string webhookId, WebhookUpdateBody changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var call = transport.Call("UpdateWebhook", HttpMethod.Patch, One(appId, integrationId, webhookId), changes, ProtocolJson.Default.WebhookUpdateBody);
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Deletes a webhook; what it was still to hear of is dropped.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration, or <see cref="Me"/>.</param>
    /// <param name="webhookId">Id of the webhook.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such webhook; and what every call may fail with.</exception>
    public virtual Task DeleteWebhookAsync(string appId, string integrationId, string webhookId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteWebhook", HttpMethod.Delete, One(appId, integrationId, webhookId)), cancellationToken);

    private static RequestPath All(string appId, string integrationId) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "integrations", RequestPath.Id(integrationId, nameof(integrationId)), "webhooks");

    private static RequestPath One(string appId, string integrationId, string webhookId) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "integrations", RequestPath.Id(integrationId, nameof(integrationId)), "webhooks", RequestPath.Id(webhookId, nameof(webhookId)));

    private async Task<Webhook> OneAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.WebhookResponse, cancellationToken).ConfigureAwait(false)).Webhook;
}
